import type { RequestFault, SodConflict } from '@eoms/contracts/access/requests.record';
import { messages, useLocalized } from '@eoms/kit';
import { Alert } from '@eoms/kit/ui';

const useText = messages({
  'zh-CN': {
    faults: '还不能提交',
    block: '违反职责分离，不能申请',
    extra: '涉及职责分离，会增加一个审批环节',
    report: '涉及职责分离，会记录在案',
    at: '{name}（{units}）',
    between: '、',
  },
  en: {
    faults: 'Not ready to be sent',
    block: 'Separation of duties forbids it',
    extra: 'Separation of duties adds a step',
    report: 'Separation of duties: it will be noted',
    at: '{name} ({units})',
    between: ', ',
  },
});

const kinds = { BLOCK: 'error', EXTRA_STAGE: 'warning', REPORT: 'info' } as const;
const titles = { BLOCK: 'block', EXTRA_STAGE: 'extra', REPORT: 'report' } as const;

/** Rules of separation of duties that a request touches, the forbidding ones first. */
export function Conflicts({ conflicts }: { conflicts: readonly SodConflict[] }) {
  const t = useText();
  const text = useLocalized();
  const line = ({ name, units }: SodConflict): string =>
    units.length === 0
      ? text(name)
      : t('at', { name: text(name), units: units.map((unit) => text(unit.name)).join(t('between')) });
  return (['BLOCK', 'EXTRA_STAGE', 'REPORT'] as const).map((mode) => {
    const own = conflicts.filter((conflict) => conflict.mode === mode);
    return (
      own.length > 0 && (
        <Alert
          key={mode}
          type={kinds[mode]}
          showIcon
          title={t(titles[mode])}
          description={
            <ul className="access-plain">
              {own.map((conflict) => (
                <li key={conflict.ruleId}>{line(conflict)}</li>
              ))}
            </ul>
          }
        />
      )
    );
  });
}

/** What keeps a request from being sent. */
export function Faults({ faults }: { faults: readonly RequestFault[] }) {
  const t = useText();
  const text = useLocalized();
  if (faults.length === 0) return null;
  return (
    <Alert
      type="warning"
      showIcon
      title={t('faults')}
      description={
        <ul className="access-plain">
          {faults.map((fault) => (
            <li key={fault.pointer + fault.code}>{text(fault.messages)}</li>
          ))}
        </ul>
      }
    />
  );
}
