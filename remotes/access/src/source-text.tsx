import type { PermissionSource } from '@eoms/contracts/access/decisions.record';
import { messages, useFormat, useLocalized } from '@eoms/kit';
import { Link } from '@eoms/kit/router';

const useText = messages({
  'zh-CN': {
    everybody: '所有员工默认拥有',
    youIn: '因为你在{unit}任职',
    youInAs: '因为你在{unit}任{position}',
    youAs: '因为你担任{position}',
    worksIn: '因为{who}在{unit}任职',
    worksInAs: '因为{who}在{unit}任{position}',
    worksAs: '因为{who}担任{position}',
    below: '{unit}（含下级）',
    levelFrom: '职级 {min} 级及以上',
    levelTo: '职级 {max} 级及以下',
    levelBetween: '职级 {min}–{max} 级',
    approved: '{name}于 {when} 批准',
    approvedFor: '{name}（代{owner}）于 {when} 批准',
    request: '申请 {number}',
    emergency: '紧急权限，用后须复核',
    between: '；',
    comma: '，',
  },
  en: {
    everybody: 'Everybody has it by default',
    youIn: 'because you work in {unit}',
    youInAs: 'because you work in {unit} as {position}',
    youAs: 'because you work as {position}',
    worksIn: 'because {who} works in {unit}',
    worksInAs: 'because {who} works in {unit} as {position}',
    worksAs: 'because {who} works as {position}',
    below: '{unit} (or below)',
    levelFrom: 'level {min} or above',
    levelTo: 'level {max} or below',
    levelBetween: 'level {min}–{max}',
    approved: 'approved by {name} on {when}',
    approvedFor: 'approved by {name} for {owner} on {when}',
    request: 'request {number}',
    emergency: 'break-glass, to be reviewed afterwards',
    between: '; ',
    comma: ', ',
  },
});

type Rule = NonNullable<PermissionSource['rule']>;

function useLevelText(): (rule: Rule) => string | null {
  const t = useText();
  return ({ levelMin, levelMax }) => {
    if (levelMin !== null && levelMax !== null) return t('levelBetween', { min: levelMin, max: levelMax });
    if (levelMin !== null) return t('levelFrom', { min: levelMin });
    return levelMax === null ? null : t('levelTo', { max: levelMax });
  };
}

/** Says which place or job a rule goes by; `who` null means the reader himself. */
function useRuleText(): (rule: Rule, who: string | null) => string {
  const t = useText();
  const text = useLocalized();
  const levelText = useLevelText();
  const because = (unit: string | null, position: string | null, who: string | null): string => {
    if (unit && position) return who ? t('worksInAs', { who, unit, position }) : t('youInAs', { unit, position });
    if (unit) return who ? t('worksIn', { who, unit }) : t('youIn', { unit });
    if (position) return who ? t('worksAs', { who, position }) : t('youAs', { position });
    return t('everybody');
  };
  return (rule, who) => {
    const { unit, includeSubtree, position } = rule;
    // A rule about the whole company is a rule about the job.
    const place =
      unit && unit.kind !== 'COMPANY' && (includeSubtree ? t('below', { unit: text(unit.name) }) : text(unit.name));
    const level = levelText(rule);
    const reason = because(place || null, position && text(position), who);
    return level ? reason + t('comma') + level : reason;
  };
}

/** Why somebody holds a permission, in one sentence; a grant names who approved it and leads to its request. */
export function SourceText({ source, who }: { source: PermissionSource; who?: string }) {
  const t = useText();
  const format = useFormat();
  const ruleText = useRuleText();
  const { rule, grant } = source;
  if (rule) return <span>{ruleText(rule, who ?? null)}</span>;
  if (!grant) return <span>{t('emergency')}</span>;
  const approvals = grant.approvers.map(({ person, onBehalfOf, at }) => {
    const when = format.day(at);
    return onBehalfOf
      ? t('approvedFor', { name: person.name, owner: onBehalfOf.name, when })
      : t('approved', { name: person.name, when });
  });
  return (
    <span>
      {approvals.join(t('between'))}
      {approvals.length > 0 && t('comma')}
      <Link className="eoms-link" to={`/access/requests/${grant.requestId}`}>
        {t('request', { number: grant.requestNumber })}
      </Link>
    </span>
  );
}
