import type { SyncRun } from '@eoms/contracts/access/sync.contract';
import { App, fieldMaxLength, fieldRules, Form, Input } from '@eoms/kit/ui';
import { FormDialog, useDialog } from '../../form-dialog.tsx';
import { useRunText } from './run-texts.ts';
import { useGuardText, useSyncWords } from './sync-words.ts';
import { decisions, isDecidedElsewhere, useDecide, type Decision } from './sync.api.ts';

/** Applies or rejects a run that waits, with a reason; when somebody else was faster, says so on the page. */
export function DecideDialog(props: {
  run: SyncRun;
  decision: Decision;
  onOvertaken: () => void;
  onClosed: () => void;
}) {
  const t = useRunText();
  const w = useSyncWords();
  const guardText = useGuardText();
  const { message } = App.useApp();
  const { run, decision } = props;
  const dialog = useDialog();
  const [form] = Form.useForm<{ reason: string }>();
  const command = useDecide(decision, {
    onSuccess: () => {
      void message.success(t(decision === 'apply' ? 'applied' : 'rejected'));
      dialog.close();
    },
    onError: (error) => {
      if (!isDecidedElsewhere(error)) return;
      props.onOvertaken();
      dialog.close();
    },
  });
  return (
    <FormDialog
      dialog={dialog}
      title={t(`${decision}Title`)}
      lead={t(`${decision}Hint`)}
      okText={t(decision)}
      cancelText={w('cancel')}
      danger={decision === 'apply'}
      form={form}
      command={command}
      onSubmit={({ reason }) => command.mutate({ params: { runId: run.id }, ifMatch: run.version, body: { reason } })}
      onClosed={props.onClosed}
    >
      {decision === 'apply' && (
        <ul className="access-plain access-sync-names">
          {run.guards.map((guard) => (
            <li key={guard.code + (guard.unitKind ?? '') + guard.of}>{guardText(guard, run.counts?.leavers)}</li>
          ))}
        </ul>
      )}
      <Form.Item
        name="reason"
        label={t('reason')}
        extra={t('reasonHint')}
        rules={fieldRules(decisions[decision], 'reason')}
      >
        <Input autoComplete="off" maxLength={fieldMaxLength(decisions[decision], 'reason') ?? 200} />
      </Form.Item>
    </FormDialog>
  );
}
