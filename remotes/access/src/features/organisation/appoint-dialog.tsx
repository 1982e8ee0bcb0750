import { appointHead, type HeadKind, type UnitDetail } from '@eoms/contracts/access/organisation.contract';
import { useLocalized } from '@eoms/kit';
import { App, fieldRules, Form, Input, InstantInput, Radio } from '@eoms/kit/ui';
import { FormDialog, useDialog } from '../../form-dialog.tsx';
import { headKinds, useOrganisationText } from '../../organisation-words.ts';
import { PersonSelect } from '../../person-select.tsx';
import { useAppoint } from './organisation.api.ts';
import { useAppointText } from './organisation-texts.ts';

interface Fields {
  readonly personId: string;
  readonly kind: HeadKind;
  readonly when: 'now' | 'later';
  readonly from?: string | null;
  readonly until?: string | null;
  readonly reason: string;
}

function Times({ kind, when }: { kind: HeadKind; when: Fields['when'] }) {
  const t = useAppointText();
  const required = { required: true, message: t('required') };
  return (
    <>
      <Form.Item name="when" label={t('when')}>
        <Radio.Group
          aria-label={t('when')}
          options={[
            { value: 'now', label: t('whenNow') },
            { value: 'later', label: t('whenLater') },
          ]}
        />
      </Form.Item>
      {when === 'later' && (
        <Form.Item name="from" label={t('from')} rules={[required]}>
          <InstantInput />
        </Form.Item>
      )}
      <Form.Item
        name="until"
        label={t(kind === 'ACTING' ? 'until' : 'untilOptional')}
        rules={kind === 'ACTING' ? [required] : []}
      >
        <InstantInput />
      </Form.Item>
    </>
  );
}

/** Appoints somebody to lead a unit for a time. */
export function AppointDialog({ unit, onClosed }: { unit: UnitDetail; onClosed: () => void }) {
  const t = useAppointText();
  const o = useOrganisationText();
  const text = useLocalized();
  const { message } = App.useApp();
  const [form] = Form.useForm<Fields>();
  const dialog = useDialog();
  const kind = (Form.useWatch('kind', form) as HeadKind | undefined) ?? 'ACTING';
  const when = (Form.useWatch('when', form) as Fields['when'] | undefined) ?? 'now';
  const command = useAppoint(() => {
    void message.success(t('done'));
    dialog.close();
  });
  const submit = ({ personId, reason, from, until, ...values }: Fields) =>
    command.mutate({
      params: { unitId: unit.id },
      body: {
        personId,
        kind: values.kind,
        reason,
        from: values.when === 'later' ? (from ?? null) : null,
        until: until ?? null,
      },
    });
  return (
    <FormDialog
      dialog={dialog}
      title={t('title', { unit: text(unit.name) })}
      okText={t('ok')}
      cancelText={t('cancel')}
      form={form}
      initialValues={{ kind: 'ACTING', when: 'now' }}
      command={command}
      onSubmit={submit}
      onClosed={onClosed}
    >
      <Form.Item name="personId" label={t('person')} rules={fieldRules(appointHead, 'personId')}>
        <PersonSelect />
      </Form.Item>
      <Form.Item name="kind" label={t('as')} extra={t(`hint_${kind}`)}>
        <Radio.Group aria-label={t('as')} options={headKinds.map((value) => ({ value, label: o(`head_${value}`) }))} />
      </Form.Item>
      <Times kind={kind} when={when} />
      <Form.Item name="reason" label={t('reason')} extra={t('reasonHint')} rules={fieldRules(appointHead, 'reason')}>
        <Input autoComplete="off" />
      </Form.Item>
    </FormDialog>
  );
}
