import { endHead, type UnitHead } from '@eoms/contracts/access/organisation.contract';
import { App, fieldRules, Form, Input, InstantInput, Radio } from '@eoms/kit/ui';
import { FormDialog, useDialog } from '../../form-dialog.tsx';
import { useEndHead } from './organisation.api.ts';
import { useAppointText } from './organisation-texts.ts';

interface Fields {
  readonly when: 'now' | 'later';
  readonly at?: string | null;
  readonly reason: string;
}

/** Ends an appointment now or later, or takes back one that has not begun. */
export function EndHeadDialog({ head, onClosed }: { head: UnitHead; onClosed: () => void }) {
  const t = useAppointText();
  const { message } = App.useApp();
  const [form] = Form.useForm<Fields>();
  const dialog = useDialog();
  const when = (Form.useWatch('when', form) as Fields['when'] | undefined) ?? 'now';
  const isAhead = head.phase === 'AHEAD';
  const { name } = head.person;
  const command = useEndHead(() => {
    void message.success(t(isAhead ? 'takenBack' : 'ended'));
    dialog.close();
  });
  const submit = ({ at, reason }: Fields) =>
    command.mutate({
      params: { headId: head.id },
      body: { at: when === 'later' && !isAhead ? (at ?? null) : null, reason },
    });
  return (
    <FormDialog
      dialog={dialog}
      title={t(isAhead ? 'takeBackTitle' : 'endTitle', { name })}
      lead={t(isAhead ? 'takeBackHint' : 'endHint')}
      okText={t(isAhead ? 'takeBackOk' : 'endOk')}
      cancelText={t('back')}
      danger
      form={form}
      initialValues={{ when: 'now' }}
      command={command}
      onSubmit={submit}
      onClosed={onClosed}
    >
      {!isAhead && (
        <Form.Item name="when" label={t('endWhen')}>
          <Radio.Group
            aria-label={t('endWhen')}
            options={[
              { value: 'now', label: t('endNow') },
              { value: 'later', label: t('whenLater') },
            ]}
          />
        </Form.Item>
      )}
      {!isAhead && when === 'later' && (
        <Form.Item name="at" label={t('at')} rules={[{ required: true, message: t('required') }]}>
          <InstantInput />
        </Form.Item>
      )}
      <Form.Item name="reason" label={t('reason')} rules={fieldRules(endHead, 'reason')}>
        <Input autoComplete="off" />
      </Form.Item>
    </FormDialog>
  );
}
