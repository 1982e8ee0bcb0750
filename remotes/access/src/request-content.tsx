import { getRequest } from '@eoms/contracts/access/requests.contract';
import type { AccessRequest, ChangeShown, HeldPermission, RequestItem } from '@eoms/contracts/access/requests.record';
import { messages, useFormat, useLocalized } from '@eoms/kit';
import { Alert, StatusTag, useEndpoint } from '@eoms/kit/ui';
import { MetaList } from './meta-list.tsx';
import { RiskTag, ScopeText } from './scope-text.tsx';
import { useAccessText } from './words.ts';

const useText = messages({
  'zh-CN': {
    items: '申请的权限',
    scope: '数据范围：',
    reaches: '目前覆盖 {stores} 家门店、{total} 个组织',
    reachesAll: '覆盖全公司所有数据',
    reachesSelf: '只涉及本人的数据',
    held: '已拥有',
    already: '此人在相关系统已有的权限',
    none: '无',
    before: '变更前',
    after: '变更后',
    touched: '涉及权限',
    gained: '{count} 人将获得权限',
    lost: '{count} 人将失去权限',
    nobody: '不影响任何人现有权限',
    differs: '人员或配置已有变化，影响与提交时不同',
    today: '若现在通过：{gained} 人将获得权限，{lost} 人将失去权限；下方为提交时的影响',
    impossible: '按目前的配置，此变更已无法执行',
    added: '（新增）',
    removed: '（移除）',
    now: '若现在通过：{from} 至 {until}',
    nowOpen: '若现在通过：{from} 起长期有效',
    in: '{from} 至 {until}',
    inOpen: '{from} 起长期有效',
    fromStart: '从生效起 {length}',
    days: '{count} 天',
    hours: '{count} 小时',
    minutes: '{count} 分钟',
  },
  en: {
    items: 'What is asked for',
    scope: 'Data scope: ',
    reaches:
      'reaches {stores, plural, one {# store} other {# stores}} and {total, plural, one {# unit} other {# units}} today',
    reachesAll: 'reaches everything in the company',
    reachesSelf: 'own records only',
    held: 'Held',
    already: 'What the person holds in these systems already',
    none: 'Nothing',
    before: 'Before',
    after: 'After',
    touched: 'Permissions touched',
    gained: '{count, plural, one {# person gains} other {# people gain}} something',
    lost: '{count, plural, one {# person loses} other {# people lose}} something',
    nobody: 'Nobody gains or loses anything',
    differs: 'People or the configuration changed: the effect is no longer what was proposed',
    today:
      'If agreed now: {gained, plural, one {# person gains} other {# people gain}}, {lost, plural, one {# person loses} other {# people lose}} something; below is what was proposed',
    impossible: 'As things are now, this change cannot be carried out',
    added: '(new)',
    removed: '(removed)',
    now: 'If agreed now: {from} to {until}',
    nowOpen: 'If agreed now: from {from} without end',
    in: '{from} to {until}',
    inOpen: 'from {from} without end',
    fromStart: '{length} from the start',
    days: '{count, plural, one {# day} other {# days}}',
    hours: '{count, plural, one {# hour} other {# hours}}',
    minutes: '{count, plural, one {# minute} other {# minutes}}',
  },
});

function Item({ item, isOpen }: { item: RequestItem; isOpen: boolean }) {
  const t = useText();
  const text = useLocalized();
  const { scope, reaches } = item;
  const name = item.role?.name ?? item.meta?.name ?? { zh: '', en: '' };
  const reach =
    scope.kind === 'SELF'
      ? t('reachesSelf')
      : reaches === null
        ? t('reachesAll')
        : t('reaches', { stores: reaches.stores, total: reaches.total });
  return (
    <li className="access-item">
      <div className="access-row-title">
        <h3>{text(name)}</h3>
        <RiskTag tier={item.riskTier} always />
        {isOpen && item.held && <StatusTag>{t('held')}</StatusTag>}
      </div>
      <p>
        <span className="access-hint">{t('scope')}</span>
        <ScopeText scope={scope} />
        <span className="access-hint access-block">{reach}</span>
      </p>
      {item.role && <MetaList metas={item.metas} />}
    </li>
  );
}

function Side({ value, missing }: { value: ChangeShown['lines'][number]['before']; missing: string }) {
  const text = useLocalized();
  return value ? text(value) : <span className="access-hint">{missing}</span>;
}

/** What a change that waits would do today, when that is other than what it said, or why it could not be done. */
function ChangeToday({ request }: { request: AccessRequest }) {
  const t = useText();
  const text = useLocalized();
  const isOpen = request.state === 'PENDING' && request.change !== null;
  // A list shows what was proposed; what it would do now is only worked out for the one that is looked at.
  const { data } = useEndpoint(getRequest, { params: { requestId: request.id } }, { enabled: isOpen });
  const now = data?.changeNow;
  if (!isOpen || !now || !request.change) return null;
  if (now.hindrance) return <Alert type="error" showIcon title={t('impossible')} description={text(now.hindrance)} />;
  if (now.gained === request.change.gained && now.lost === request.change.lost) return null;
  const figures = { gained: now.gained ?? 0, lost: now.lost ?? 0 };
  return <Alert type="warning" showIcon title={t('differs')} description={t('today', figures)} />;
}

/** A change of the configuration: each line before and after, and how many people it touches. */
export function ChangeView({ change }: { change: ChangeShown }) {
  const t = useText();
  const text = useLocalized();
  const { gained, lost, lines, metas } = change;
  return (
    <div className="access-stack">
      <table className="access-change" aria-label={text(change.title)}>
        <thead>
          <tr>
            <th scope="col">
              <span className="eoms-visually-hidden">{text(change.title)}</span>
            </th>
            <th scope="col">{t('before')}</th>
            <th scope="col">{t('after')}</th>
          </tr>
        </thead>
        <tbody>
          {lines.map((line) => (
            // A change may touch two things of one name: both sides together tell them apart.
            <tr key={text(line.label) + JSON.stringify([line.before, line.after])}>
              <th scope="row">{text(line.label)}</th>
              <td data-side={t('before')}>
                <Side value={line.before} missing={t('added')} />
              </td>
              <td data-side={t('after')}>
                <Side value={line.after} missing={t('removed')} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {(gained !== null || lost !== null) && (
        <p className="access-tags">
          {gained ? <StatusTag tone="info">{t('gained', { count: gained })}</StatusTag> : null}
          {lost ? <StatusTag tone="danger">{t('lost', { count: lost })}</StatusTag> : null}
          {gained === 0 && lost === 0 && <span className="access-hint">{t('nobody')}</span>}
        </p>
      )}
      {metas.length > 0 && (
        <div>
          <span className="access-hint">{t('touched')}</span> <MetaList metas={metas} />
        </div>
      )}
    </div>
  );
}

function useLengthText(): (minutes: number) => string {
  const t = useText();
  return (minutes) => {
    if (minutes % 1440 === 0) return t('days', { count: minutes / 1440 });
    return minutes % 60 === 0 ? t('hours', { count: minutes / 60 }) : t('minutes', { count: minutes });
  };
}

/** How long the grants would last, or do last; days count from the approval, whenever that will be. */
export function useWindowText(): (
  request: Pick<AccessRequest, 'window' | 'state' | 'durationMinutes'>,
) => string | null {
  const t = useText();
  const format = useFormat();
  const lengthText = useLengthText();
  return ({ window, state, durationMinutes }) => {
    const isOpen = state === 'PENDING' || state === 'DRAFT';
    if (isOpen && durationMinutes !== null) return t('fromStart', { length: lengthText(durationMinutes) });
    if (!window) return null;
    const from = format.instant(window.from);
    if (window.until === null) return t(isOpen ? 'nowOpen' : 'inOpen', { from });
    return t(isOpen ? 'now' : 'in', { from, until: format.instant(window.until) });
  };
}

/** What the person holds already in the systems concerned, so that nobody decides blindly. */
export function HeldAlready({ held }: { held: readonly HeldPermission[] }) {
  const t = useText();
  const s = useAccessText();
  const text = useLocalized();
  return (
    <details className="access-metas">
      <summary>
        {t('already')} <span>{held.length}</span>
      </summary>
      {held.length === 0 ? (
        <p className="access-hint">{t('none')}</p>
      ) : (
        <ul>
          {held.map((one, index) => (
            // oxlint-disable-next-line react/no-array-index-key -- the list is never reordered, and its entries have no id
            <li key={index}>
              {text(one.role?.name ?? one.meta?.name ?? { zh: '', en: '' })}{' '}
              <span className="access-hint">
                {s(`via_${one.via}`)} · <ScopeText scope={one.scope} />
              </span>
            </li>
          ))}
        </ul>
      )}
    </details>
  );
}

/** What a request asks for, in words: permissions with their reach, or a change of the configuration. */
export function RequestContent({ request }: { request: AccessRequest }) {
  const t = useText();
  if (request.change)
    return (
      <div className="access-stack">
        <ChangeToday request={request} />
        <ChangeView change={request.change} />
      </div>
    );
  return (
    <ul className="access-items" aria-label={t('items')}>
      {request.items.map((item) => (
        <Item key={item.no} item={item} isOpen={request.state === 'PENDING' || request.state === 'DRAFT'} />
      ))}
    </ul>
  );
}
