import { takeBreakGlass } from '@eoms/contracts/access/governance.contract';
import type { ScopeKind } from '@eoms/contracts/access/shared.record';
import { useFormat, useLocalized, useUnsavedGuard } from '@eoms/kit';
import { Alert, App, fieldRules, Form, Input, Modal, ProblemAlert, Radio, Select, useFormProblem } from '@eoms/kit/ui';
import { useId, useState } from 'react';
import { UnitSelect } from '../../unit-select.tsx';
import { useAccessText } from '../../words.ts';
import { useBreakGlassText } from './break-glass-texts.ts';
import { useTakeableRoles, useTakeEmergency } from './break-glass.api.ts';

interface Fields {
  readonly roleId: string;
  readonly reach: ScopeKind;
  readonly unitIds?: string[];
  readonly minutes: number;
  readonly reason: string;
}

const DURATIONS = [15, 30, 60, 120, 240] as const;

function RoleSelect({
  open,
  onKinds,
  ...field
}: {
  open: boolean;
  /** Told in which ways the chosen role may reach. */
  onKinds: (kinds: readonly ScopeKind[]) => void;
  value?: string;
  onChange?: (value: string) => void;
  id?: string;
}) {
  const t = useBreakGlassText();
  const text = useLocalized();
  const [q, setQ] = useState('');
  const roles = useTakeableRoles(q, open);
  const takeable = (roles.data?.items ?? []).filter(
    ({ system, role, scopeKinds }) => system !== 'access' && role !== null && scopeKinds.length > 0,
  );
  const options = takeable.map(({ role, name, systemName }) => ({
    value: role?.id ?? '',
    label: `${text(name)} · ${text(systemName)}`,
  }));
  return (
    <Select
      {...field}
      onChange={(value: string) => {
        field.onChange?.(value);
        onKinds(takeable.find(({ role }) => role?.id === value)?.scopeKinds ?? []);
      }}
      showSearch={{ filterOption: false, onSearch: setQ }}
      loading={roles.isFetching}
      placeholder={t('whatPlaceholder')}
      options={options}
    />
  );
}

/** How far the emergency reaches: the whole company where the role allows that, or one of the ways it allows. */
function Reach({ kinds, kind }: { kinds: readonly ScopeKind[]; kind: ScopeKind | undefined }) {
  const t = useBreakGlassText();
  const s = useAccessText();
  const options = kinds.map((value) => ({ value, label: s(`scope_${value}`) }));
  return (
    <>
      <Form.Item name="reach" label={t('reach')} rules={[{ required: true, message: t('required') }]}>
        <Select options={options} disabled={kinds.length === 0} />
      </Form.Item>
      {kind === 'ORG_SET' && (
        <Form.Item name="unitIds" label={t('units')} rules={[{ required: true, message: t('required') }]}>
          <UnitSelect aria-label={t('units')} />
        </Form.Item>
      )}
    </>
  );
}

/** Takes an emergency permission: which role, how far, for how long, and why it cannot wait. */
export function TakeEmergency({ open, onClose }: { open: boolean; onClose: () => void }) {
  const t = useBreakGlassText();
  const format = useFormat();
  const formId = useId();
  const { message } = App.useApp();
  const [form] = Form.useForm<Fields>();
  const [dirty, setDirty] = useState(false);
  const [kinds, setKinds] = useState<readonly ScopeKind[]>([]);
  const reach = Form.useWatch('reach', form) as ScopeKind | undefined;
  useUnsavedGuard(dirty && open);
  const take = useTakeEmergency({
    onSuccess: ({ until }) => {
      void message.success(t('taken', { until: format.instant(until) }));
      onClose();
    },
  });
  const problem = useFormProblem(form, take.error);
  const choose = (allowed: readonly ScopeKind[]): void => {
    setKinds(allowed);
    form.setFieldValue('reach', allowed.includes('ALL') ? 'ALL' : allowed[0]);
  };
  const submit = ({ roleId, reach: kind, unitIds = [], minutes, reason }: Fields) => {
    const scope = { kind, unitIds: kind === 'ORG_SET' ? unitIds : [] };
    take.mutate({ body: { roleId, metaCode: null, scope, minutes, reason } });
  };
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
            <RoleSelect open={open} onKinds={choose} />
          </Form.Item>
          <Reach kinds={kinds} kind={reach} />
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
