import type { RequestItem } from '@eoms/contracts/access/requests.record';
import type { ScopeKind } from '@eoms/contracts/access/shared.record';
import { useLocalized } from '@eoms/kit';
import { Button, Select, StatusTag } from '@eoms/kit/ui';
import { RiskTag } from '../../scope-text.tsx';
import { UnitSelect } from '../../unit-select.tsx';
import { choicesOf, useAccessText } from '../../words.ts';
import type { DraftItem, DraftScope } from './draft.ts';
import { useRequestText } from './request-texts.ts';

function Reach({ shown }: { shown: RequestItem | undefined }) {
  const t = useRequestText();
  if (!shown) return null;
  const { reaches, scope, held } = shown;
  const isNothing = reaches !== null && reaches.total === 0 && scope.kind !== 'SELF';
  return (
    <>
      {isNothing ? (
        <p className="access-notice">{t('reachesNone')}</p>
      ) : (
        scope.kind !== 'SELF' && (
          <p className="access-hint">
            {reaches === null ? t('reachesAll') : t('reaches', { stores: reaches.stores, total: reaches.total })}
          </p>
        )
      )}
      {held && <StatusTag tone="attention">{t('heldWarn')}</StatusTag>}
    </>
  );
}

function Item(props: {
  item: DraftItem;
  shown: RequestItem | undefined;
  onScope: (scope: DraftScope) => void;
  onDrop: () => void;
}) {
  const t = useRequestText();
  const s = useAccessText();
  const text = useLocalized();
  const { what, scope } = props.item;
  const name = text(what.name);
  return (
    <li className="access-chosen">
      <div className="access-chosen-head">
        <span className="access-tags">
          <strong>{name}</strong>
          <RiskTag tier={what.riskTier} />
        </span>
        <Button type="text" size="small" aria-label={t('dropThis', { name })} onClick={props.onDrop}>
          {t('drop')}
        </Button>
      </div>
      <Select<ScopeKind>
        aria-label={t('scopeOf', { name })}
        value={scope.kind}
        options={choicesOf(what.scopeKinds, (kind) => s(`scope_${kind}`))}
        onChange={(kind) => props.onScope({ kind, unitIds: kind === 'ORG_SET' ? scope.unitIds : [] })}
      />
      {scope.kind === 'ORG_SET' && (
        <>
          <UnitSelect
            aria-label={t('units')}
            value={scope.unitIds}
            onChange={(unitIds) => props.onScope({ kind: 'ORG_SET', unitIds })}
          />
          {scope.unitIds.length === 0 && <p className="access-notice">{t('unitsMissing')}</p>}
        </>
      )}
      <Reach shown={props.shown} />
    </li>
  );
}

/** What was chosen, each with the reach it shall have and how far that leads today. */
export function ChosenItems(props: {
  items: readonly DraftItem[];
  /** The same items as the preview shows them. */
  shown: readonly RequestItem[];
  onChange: (items: readonly DraftItem[]) => void;
}) {
  const { items, shown, onChange } = props;
  return (
    <ul className="access-chosen-list">
      {items.map((item, index) => (
        <Item
          key={item.key}
          item={item}
          shown={shown[index]}
          onScope={(scope) => onChange(items.map((one) => (one.key === item.key ? { ...one, scope } : one)))}
          onDrop={() => onChange(items.filter((one) => one.key !== item.key))}
        />
      ))}
    </ul>
  );
}
