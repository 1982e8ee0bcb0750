import { withdrawClient, type ServiceClientRecord } from '@eoms/contracts/access/clients.contract';
import { App, fieldRules, Form, Input } from '@eoms/kit/ui';
import { FormDialog, useDialog } from '../../form-dialog.tsx';
import { useWithdrawClient } from './clients.api.ts';
import { useClientsText } from './clients-texts.ts';

/** Withdraws a client for good, with a reason. */
export function WithdrawDialog({ client, onClosed }: { client: ServiceClientRecord; onClosed: () => void }) {
  const t = useClientsText();
  const { message } = App.useApp();
  const [form] = Form.useForm<{ reason: string }>();
  const dialog = useDialog();
  const command = useWithdrawClient(() => {
    void message.success(t('withdrawn'));
    dialog.close();
  });
  return (
    <FormDialog
      dialog={dialog}
      title={t('withdrawTitle', { name: client.name })}
      lead={t('withdrawHint')}
      okText={t('withdraw')}
      cancelText={t('cancel')}
      danger
      form={form}
      command={command}
      onSubmit={({ reason }) =>
        command.mutate({ params: { id: client.id }, body: { reason }, ifMatch: client.version })
      }
      onClosed={onClosed}
    >
      <Form.Item name="reason" label={t('reason')} rules={fieldRules(withdrawClient, 'reason')}>
        <Input autoComplete="off" />
      </Form.Item>
    </FormDialog>
  );
}
