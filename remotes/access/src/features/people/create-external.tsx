import { createExternalPerson } from '@eoms/contracts/access/people.contract';
import { useNavigate } from '@eoms/kit/router';
import { App, fieldRules, Form, Input } from '@eoms/kit/ui';
import { FormDialog, useDialog } from '../../form-dialog.tsx';
import { UnitSelect } from '../../unit-select.tsx';
import { useCreateExternal } from './people.api.ts';
import { useExternalText } from './people-texts.ts';

interface Fields {
  readonly name: string;
  readonly account: string;
  readonly subject?: string;
  readonly sponsorUnitId: string;
  readonly phone?: string;
  readonly idNumber?: string;
  readonly reason: string;
}

/** One unit, for a field that takes one. */
function OneUnit({
  value,
  onChange,
  ...field
}: {
  id?: string;
  value?: string | null;
  onChange?: (unitId: string | null) => void;
}) {
  return (
    <UnitSelect {...field} value={value ? [value] : []} onChange={(unitIds) => onChange?.(unitIds.at(-1) ?? null)} />
  );
}

/** Registers somebody the EHR does not know, and opens his page. */
export function CreateExternal({ onClosed }: { onClosed: () => void }) {
  const t = useExternalText();
  const navigate = useNavigate();
  const { message } = App.useApp();
  const [form] = Form.useForm<Fields>();
  const dialog = useDialog();
  const command = useCreateExternal((personId) => {
    void message.success(t('done'));
    dialog.close();
    void navigate(`/access/people/${personId}`);
  });
  const submit = ({ subject, phone, idNumber, ...values }: Fields) =>
    command.mutate({
      body: { ...values, subject: subject || null, phone: phone || null, idNumber: idNumber || null },
    });
  const fields = [
    { name: 'name', label: t('name') },
    { name: 'account', label: t('account'), extra: t('accountHint') },
    { name: 'subject', label: t('subject'), extra: t('subjectHint') },
    { name: 'phone', label: t('phone'), extra: t('sealed') },
    { name: 'idNumber', label: t('idNumber'), extra: t('sealed') },
    { name: 'reason', label: t('reason') },
  ];
  return (
    <FormDialog
      dialog={dialog}
      title={t('title')}
      lead={t('hint')}
      okText={t('ok')}
      cancelText={t('cancel')}
      form={form}
      command={command}
      onSubmit={submit}
      onClosed={onClosed}
    >
      <Form.Item
        name="sponsorUnitId"
        label={t('sponsor')}
        extra={t('sponsorHint')}
        rules={fieldRules(createExternalPerson, 'sponsorUnitId')}
      >
        <OneUnit />
      </Form.Item>
      {fields.map(({ name, ...field }) => (
        <Form.Item key={name} name={name} {...field} rules={fieldRules(createExternalPerson, name)}>
          <Input autoComplete="off" />
        </Form.Item>
      ))}
    </FormDialog>
  );
}
