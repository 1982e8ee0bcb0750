import type { ApprovalStep } from '@eoms/contracts/access/requests.record';
import { messages, useFormat } from '@eoms/kit';
import { StatusTag, type Tone } from '@eoms/kit/ui';
import { useAccessText } from './words.ts';

const useText = messages({
  'zh-CN': {
    steps: '审批环节',
    AHEAD: '未开始',
    CURRENT: '审批中',
    APPROVED: '已同意',
    DENIED: '已拒绝',
    because_SUPERIOR: '由直属上级链上的任一位上级审批',
    because_NOBODY_ABOVE: '上面没有其他上级，由权限负责人共同审批',
    because_RISK: '风险较高，须由系统或权限负责人再审',
    because_SCOPE: '数据范围超出上级的管理范围，须由系统或权限负责人再审',
    because_SEPARATION: '涉及职责分离，须由系统或权限负责人再审',
    because_CHANGE: '权限配置变更由权限负责人审批',
    anyOne: '任一人同意即可',
    both: '须两人同意，已有 {count} 人',
    more: '另有 {count} 人也可审批',
    nobody: '暂无可审批的人',
    due: '请在 {when} 前处理',
    escalated: '已超时，已同时转给上一级',
  },
  en: {
    steps: 'Steps',
    AHEAD: 'Not begun',
    CURRENT: 'In progress',
    APPROVED: 'Agreed',
    DENIED: 'Denied',
    because_SUPERIOR: 'Any superior up the line decides',
    because_NOBODY_ABOVE: 'Nobody stands above; permission owners decide together',
    because_RISK: 'Elevated risk: an owner decides as well',
    because_SCOPE: 'The scope goes beyond what the superior manages: an owner decides as well',
    because_SEPARATION: 'Separation of duties: an owner decides as well',
    because_CHANGE: 'Permission owners decide about the configuration',
    anyOne: 'One of them is enough',
    both: 'Two must agree; {count} have',
    more: '{count, plural, one {# more person} other {# more people}} could decide',
    nobody: 'Nobody can decide at present',
    due: 'to be decided by {when}',
    escalated: 'Overdue; the next level got it too',
  },
});

const tones: Record<ApprovalStep['state'], Tone> = {
  AHEAD: 'neutral',
  CURRENT: 'attention',
  APPROVED: 'success',
  DENIED: 'danger',
};

function Deciders({ step }: { step: ApprovalStep }) {
  const t = useText();
  if (step.state === 'APPROVED' || step.state === 'DENIED') return null;
  if (step.deciders.length === 0) return <p className="access-hint">{t('nobody')}</p>;
  return (
    <>
      <ul className="access-deciders">
        {step.deciders.map((person) => (
          <li key={person.id} title={person.employeeNo ?? undefined}>
            {person.name}
          </li>
        ))}
        {step.moreDeciders > 0 && <li className="access-deciders-more">{t('more', { count: step.moreDeciders })}</li>}
      </ul>
      {step.requiredCount > 1 && <p className="access-hint">{t('both', { count: step.approvals })}</p>}
      {step.requiredCount === 1 && step.deciders.length + step.moreDeciders > 1 && (
        <p className="access-hint">{t('anyOne')}</p>
      )}
    </>
  );
}

/** Who decides, step by step, why the step is there and by when; `preview` leaves out how far it has come. */
export function ApprovalSteps({ steps, preview = false }: { steps: readonly ApprovalStep[]; preview?: boolean }) {
  const t = useText();
  const s = useAccessText();
  const format = useFormat();
  return (
    <ol className="access-steps" aria-label={t('steps')}>
      {steps.map((step) => (
        <li key={step.no} data-state={preview ? 'AHEAD' : step.state}>
          <div className="access-step-head">
            <strong>{s(`by_${step.rule}`)}</strong>
            {!preview && <StatusTag tone={tones[step.state]}>{t(step.state)}</StatusTag>}
          </div>
          <Deciders step={step} />
          <p className="access-hint">{t(`because_${step.because}`)}</p>
          {step.dueAt && step.state === 'CURRENT' && !preview && (
            <p className="access-hint">
              {step.escalated ? t('escalated') : t('due', { when: format.instant(step.dueAt) })}
            </p>
          )}
        </li>
      ))}
    </ol>
  );
}
