import type { Person } from '@eoms/contracts/access/people.record';
import { App, fieldRules, Form, Input } from '@eoms/kit/ui';
import { FormDialog, useDialog } from '../../form-dialog.tsx';
import { statusCommands, useStatusStep, type StatusStep } from './people.api.ts';
import { usePersonText } from './people-texts.ts';

const told = { suspend: 'suspended', resume: 'resumed', end: 'ended' } as const;

/** Suspends, resumes or ends a person outside the EHR, with a reason. */
export function StatusDialog({ person, step, onClosed }: { person: Person; step: StatusStep; onClosed: () => void }) {
  const t = usePersonText();
  const { message } = App.useApp();
  const [form] = Form.useForm<{ reason: string }>();
  const dialog = useDialog();
  const command = useStatusStep(step, () => {
    void message.success(t(told[step]));
    dialog.close();
  });
  return (
    <FormDialog
      dialog={dialog}
      title={t(`${step}Title`, { name: person.name })}
      lead={t(`${step}Hint`)}
      okText={t(step)}
      cancelText={t('cancel')}
      danger={step !== 'resume'}
      form={form}
      command={command}
      onSubmit={({ reason }) => command.mutate({ params: { personId: person.id }, body: { reason } })}
      onClosed={onClosed}
    >
      <Form.Item
        name="reason"
        label={t('reason')}
        extra={t('reasonHint')}
        rules={fieldRules(statusCommands[step], 'reason')}
      >
        <Input autoComplete="off" />
      </Form.Item>
    </FormDialog>
  );
}
