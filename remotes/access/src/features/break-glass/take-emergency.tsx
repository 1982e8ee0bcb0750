import { takeBreakGlass } from '@eoms/contracts/access/governance.contract';
import { useFormat, useLocalized, useUnsavedGuard } from '@eoms/kit';
import { Alert, App, fieldRules, Form, Input, Modal, ProblemAlert, Radio, Select, useFormProblem } from '@eoms/kit/ui';
import { useId, useState } from 'react';
import { useBreakGlassText } from './break-glass-texts.ts';
import { useTakeableRoles, useTakeEmergency } from './break-glass.api.ts';

interface Fields {
  readonly roleId: string;
  readonly minutes: number;
  readonly reason: string;
}

const DURATIONS = [30, 60, 120, 240] as const;

function RoleSelect({
  open,
  ...field
}: {
  open: boolean;
  value?: string;
  onChange?: (value: string) => void;
  id?: string;
}) {
  const t = useBreakGlassText();
  const text = useLocalized();
  const [q, setQ] = useState('');
  const roles = useTakeableRoles(q, open);
  const options = (roles.data?.items ?? [])
    .filter(({ system, role }) => system !== 'access' && role !== null)
    .map(({ role, name, systemName }) => ({ value: role?.id ?? '', label: `${text(name)} · ${text(systemName)}` }));
  return (
    <Select
      {...field}
      showSearch={{ filterOption: false, onSearch: setQ }}
      loading={roles.isFetching}
      placeholder={t('whatPlaceholder')}
      options={options}
    />
  );
}

/** Takes an emergency permission: which role, for how long, and why it cannot wait. */
export function TakeEmergency({ open, onClose }: { open: boolean; onClose: () => void }) {
  const t = useBreakGlassText();
  const format = useFormat();
  const formId = useId();
  const { message } = App.useApp();
  const [form] = Form.useForm<Fields>();
  const [dirty, setDirty] = useState(false);
  useUnsavedGuard(dirty && open);
  const take = useTakeEmergency({
    onSuccess: ({ until }) => {
      void message.success(t('taken', { until: format.instant(until) }));
      onClose();
    },
  });
  const problem = useFormProblem(form, take.error);
  const submit = ({ roleId, minutes, reason }: Fields) =>
    take.mutate({ body: { roleId, metaCode: null, scope: { kind: 'ALL', unitIds: [] }, minutes, reason } });
  return (
    <Modal
      open={open}
      title={t('take')}
      okText={t('confirm')}
      cancelText={t('cancel')}
      confirmLoading={take.isPending}
      okButtonProps={{ htmlType: 'submit', form: formId, danger: true }}
      mask={{ closable: false }}
      onCancel={onClose}
      destroyOnHidden
    >
      <div className="access-stack">
        <Alert type="warning" showIcon title={t('warning')} />
        <ProblemAlert problem={problem} />
        <Form
          id={formId}
          form={form}
          layout="vertical"
          initialValues={{ minutes: 60 }}
          onValuesChange={() => setDirty(true)}
          onFinish={submit}
        >
          <Form.Item name="roleId" label={t('what')} rules={[{ required: true }]}>
            <RoleSelect open={open} />
          </Form.Item>
          <Form.Item name="minutes" label={t('duration')}>
            <Radio.Group
              options={DURATIONS.map((n) => ({
                value: n,
                label: n < 60 ? t('minutes', { n }) : t('hours', { n: n / 60 }),
              }))}
            />
          </Form.Item>
          <Form.Item name="reason" label={t('reason')} rules={fieldRules(takeBreakGlass, 'reason')}>
            <Input.TextArea rows={4} placeholder={t('reasonPlaceholder')} />
          </Form.Item>
        </Form>
      </div>
    </Modal>
  );
}
