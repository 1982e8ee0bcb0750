import type { Explanation, OwnPermission, PermissionSource } from '@eoms/contracts/access/decisions.record';
import { useFormat, useLocalized, usePortal } from '@eoms/kit';
import { Alert, InfoCard, StatusTag } from '@eoms/kit/ui';
import { ReachText } from '../../reach-text.tsx';
import { PersonLine, ScopeText } from '../../scope-text.tsx';
import { SourceText } from '../../source-text.tsx';
import { GrantStateTag } from '../../state-tags.tsx';
import { Until } from '../../time-text.tsx';
import { useExplainText } from './explain-texts.ts';
import { Remedies } from './remedies.tsx';

function useRecordText(): (record: Explanation['record']) => string {
  const t = useExplainText();
  return (record) => {
    if (!record?.name) return t('thisRecord');
    const key = record.kind === 'person' ? 'personRecord' : record.kind;
    return t(key, { name: record.name });
  };
}

function VerdictLine({ answer }: { answer: Explanation }) {
  const t = useExplainText();
  const text = useLocalized();
  const me = usePortal((state) => state.person?.id);
  const recordText = useRecordText();
  const { verdict, person, record } = answer;
  const words = {
    who: person.id === me ? t('you') : person.name,
    what: text(answer.page?.title ?? answer.meta.name),
    record: recordText(record),
  };
  const said = { ...words, what: text(answer.meta.name) };
  const title =
    verdict === 'allowed'
      ? t(record ? 'allowedHere' : 'allowed', said)
      : verdict === 'record_unknown'
        ? t(verdict)
        : t(verdict, said);
  return (
    <Alert
      type={verdict === 'allowed' ? 'success' : verdict === 'record_unknown' ? 'warning' : 'error'}
      showIcon
      role="status"
      title={title}
      description={verdict === 'record_unknown' ? t('record_unknown_hint') : undefined}
    />
  );
}

function SourceLine({ source, reaches, who }: { source: PermissionSource; reaches: boolean | null; who?: string }) {
  const t = useExplainText();
  const text = useLocalized();
  return (
    <li className="access-source">
      <div>
        <div className="access-row-title">
          {source.role && <h3>{text(source.role.name)}</h3>}
          {reaches !== null && (
            <StatusTag tone={reaches ? 'success' : 'danger'}>{t(reaches ? 'reaches' : 'reachesNot')}</StatusTag>
          )}
        </div>
        <p className="access-why">
          <SourceText source={source} {...(who ? { who } : {})} />
        </p>
      </div>
      <ScopeText scope={source.scope} />
      <Until until={source.until} />
    </li>
  );
}

function IdleLine({ item }: { item: OwnPermission }) {
  const t = useExplainText();
  const text = useLocalized();
  const format = useFormat();
  const { source, state, confirmBy } = item;
  const when =
    state === 'SCHEDULED'
      ? t('begins', { when: format.instant(source.from) })
      : confirmBy
        ? t('confirmBy', { when: format.instant(confirmBy) })
        : source.until && t('ended', { when: format.relative(source.until) });
  return (
    <li className="access-source">
      <div>
        <div className="access-row-title">
          <h3>{text(item.role?.name ?? item.metas[0]?.name ?? { zh: '—', en: '—' })}</h3>
          <GrantStateTag state={state} />
        </div>
        <p className="access-why">
          <SourceText source={source} />
        </p>
      </div>
      <ScopeText scope={source.scope} />
      <span>{when}</span>
    </li>
  );
}

/** Why, or why not: the verdict, what gives the permission, what rests, and what would help. */
export function Answer({ answer }: { answer: Explanation }) {
  const t = useExplainText();
  const text = useLocalized();
  const me = usePortal((state) => state.person?.id);
  const recordText = useRecordText();
  const { person, sources, idle, record } = answer;
  const isMe = person.id === me;
  const about = [
    ...(isMe ? [] : [{ label: t('person'), value: <PersonLine person={person} /> }]),
    { label: t('reach'), value: <ReachText reach={answer.reach} /> },
    ...(record?.name
      ? [
          {
            label: t('record'),
            value: [recordText(record), record.unit && t('ofUnit', { unit: text(record.unit.name) })]
              .filter(Boolean)
              .join('\n'),
          },
        ]
      : []),
  ];
  return (
    <div className="access-stack">
      <VerdictLine answer={answer} />
      <Remedies answer={answer} />
      {sources.length > 0 && (
        <InfoCard title={t('sources')}>
          <ul className="access-sources">
            {sources.map(({ source, reaches }) => (
              <SourceLine
                key={source.refId + JSON.stringify(source.scope)}
                source={source}
                reaches={reaches}
                {...(isMe ? {} : { who: person.name })}
              />
            ))}
          </ul>
        </InfoCard>
      )}
      {idle.length > 0 && (
        <InfoCard title={t('idle')}>
          <ul className="access-sources">
            {idle.map((item) => (
              <IdleLine key={item.key} item={item} />
            ))}
          </ul>
        </InfoCard>
      )}
      {(sources.length > 0 || !isMe) && <InfoCard items={about} />}
    </div>
  );
}
