import type { OwnPermission } from '@eoms/contracts/access/decisions.record';
import type { Grant } from '@eoms/contracts/access/grants.contract';
import { useFormat, useLocalized } from '@eoms/kit';
import { App, Button, Popconfirm, ProblemAlert } from '@eoms/kit/ui';
import { useState } from 'react';
import { ExtendDialog } from '../../extend-dialog.tsx';
import { MetaList } from '../../meta-list.tsx';
import { RiskTag, ScopeText } from '../../scope-text.tsx';
import { SourceText } from '../../source-text.tsx';
import { GrantStateTag, KindTag } from '../../state-tags.tsx';
import { Until } from '../../time-text.tsx';
import { nameOf, useReturnGrant } from './my.api.ts';
import { useMyText } from './my-texts.ts';

function Actions({ grant }: { grant: Grant }) {
  const t = useMyText();
  const text = useLocalized();
  const { message } = App.useApp();
  const [isExtending, setExtending] = useState(false);
  const giveBack = useReturnGrant({ onSuccess: () => void message.success(t('givenBack')) });
  if (!grant.mayExtend && !grant.mayReturn) return null;
  const name = text(grant.name);
  return (
    <>
      <span className="access-tags">
        {grant.mayExtend && (
          <Button size="small" onClick={() => setExtending(true)} aria-label={t('extendTitle', { name })}>
            {t('extend')}
          </Button>
        )}
        {grant.mayReturn && (
          <Popconfirm
            title={t('giveBackAsk', { name })}
            description={t('giveBackHint')}
            okText={t('giveBack')}
            onConfirm={() => giveBack.mutate({ params: { grantId: grant.id }, body: {} })}
          >
            <Button size="small" type="text" loading={giveBack.isPending}>
              {t('giveBack')}
            </Button>
          </Popconfirm>
        )}
      </span>
      <ProblemAlert problem={giveBack.error} />
      {isExtending && <ExtendDialog grant={grant} onClose={() => setExtending(false)} />}
    </>
  );
}

function Notice({ item }: { item: OwnPermission }) {
  const t = useMyText();
  const format = useFormat();
  if (item.confirmBy)
    return <p className="access-notice">{t('confirmBy', { when: format.instant(item.confirmBy) })}</p>;
  if (item.state === 'SCHEDULED')
    return <p className="access-notice">{t('begins', { when: format.instant(item.source.from) })}</p>;
  return null;
}

/** One role or permission: what it allows, why one has it, how far it reaches, until when, and what one may do with it. */
export function PermissionRow({ item, grant }: { item: OwnPermission; grant: Grant | undefined }) {
  const t = useMyText();
  const text = useLocalized();
  const format = useFormat();
  const { source, metas } = item;
  const risk = Math.max(0, ...metas.map(({ riskTier }) => riskTier));
  const used = item.lastUsedOn ? t('lastUsed', { day: format.day(item.lastUsedOn) }) : t('neverUsed');
  return (
    <li className="access-row">
      <div className="access-row-main">
        <div className="access-row-title">
          <h3>{text(nameOf(item))}</h3>
          {source.grant && <KindTag kind={source.grant.kind} />}
          {item.state !== 'ACTIVE' && <GrantStateTag state={item.state} />}
          <RiskTag tier={risk} />
        </div>
        <Notice item={item} />
        <p className="access-why">
          <SourceText source={source} />
        </p>
        {item.role && <MetaList metas={metas} />}
      </div>
      <dl className="access-row-facts">
        <div>
          <dt>{t('where')}</dt>
          <dd>
            <ScopeText scope={source.scope} />
          </dd>
        </div>
        <div>
          <dt>{t('until')}</dt>
          <dd>
            <Until until={source.until} />
            {source.grant && <span className="access-hint access-block">{used}</span>}
          </dd>
        </div>
      </dl>
      <div className="access-row-actions">{grant && <Actions grant={grant} />}</div>
    </li>
  );
}
