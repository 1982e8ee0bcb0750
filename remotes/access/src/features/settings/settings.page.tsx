import { getAccessPolicy } from '@eoms/contracts/access/catalogue.contract';
import type { AccessPolicyRecord, AccessPolicySettings } from '@eoms/contracts/access/catalogue.record';
import { messages, useCan, useFormat } from '@eoms/kit';
import { App, Button, Form, InfoCard, InputNumber, Loaded, Page, StatusTag, Switch, useEndpoint } from '@eoms/kit/ui';
import { useCatalogueText } from '../../catalogue/catalogue-texts.ts';
import { ChangeBar } from '../../catalogue/change-bar.tsx';
import { changeBasket, useBasketOp } from '../../catalogue/change-basket.ts';

const useText = messages({
  'zh-CN': {
    subtitle: '审批、紧急权限与人事同步的全局规则；修改须经权限负责人审批',
    approvals: '审批',
    emergencies: '紧急权限',
    sync: '人事同步保护',
    superiorShortCounts: '上级直接授予短期权限即生效',
    superiorShortCountsHint: '仅限低风险与一般风险、且在上级负责的范围内；关闭后一律需要第二人审批',
    requestExpiryDays: '申请有效期',
    requestExpiryDaysHint: '逾期未办结的申请自动失效',
    stepDueDays: '审批时限',
    stepDueDaysHint: '逾期后上一级也会收到该申请',
    breakGlassMinutes: '紧急权限最长时间',
    breakGlassMinutesHint: '最长 240 分钟',
    syncMaxLeavers: '单次同步离职人数上限',
    syncMaxLeaversHint: '超出后该批次暂停，等待人工确认',
    syncMaxShare: '单次同步变动比例上限',
    syncMaxShareHint: '离职或调动人数占在职人数的比例',
    days: '天',
    minutes: '分钟',
    persons: '人',
    percent: '%',
    collect: '加入变更',
    pending: '待提交',
    changedAt: '最近修改于 {at}',
    on: '是',
    off: '否',
    required: '此项必填',
    same: '内容没有变化',
  },
  en: {
    subtitle: 'Rules for approvals, emergencies and HR synchronisation; permission owners approve every change',
    approvals: 'Approvals',
    emergencies: 'Emergencies',
    sync: 'Guards of HR synchronisation',
    superiorShortCounts: 'A superior’s short-term grant takes effect at once',
    superiorShortCountsHint: 'Low and moderate risk within his own reach only; off: a second person always decides',
    requestExpiryDays: 'A request is valid for',
    requestExpiryDaysHint: 'Undecided requests end after that',
    stepDueDays: 'Time to decide',
    stepDueDaysHint: 'After that the next level gets the request as well',
    breakGlassMinutes: 'Longest emergency',
    breakGlassMinutesHint: 'At most 240 minutes',
    syncMaxLeavers: 'Most leavers in one run',
    syncMaxLeaversHint: 'A run with more waits for a person',
    syncMaxShare: 'Most people one run may move',
    syncMaxShareHint: 'Leavers or movers as a share of active people',
    days: 'days',
    minutes: 'minutes',
    persons: 'people',
    percent: '%',
    collect: 'Add to the change',
    pending: 'Collected',
    changedAt: 'Last changed {at}',
    on: 'Yes',
    off: 'No',
    required: 'This is required',
    same: 'Nothing changed',
  },
});

const KEY = 'policy';
const SUBJECT = { zh: '权限策略', en: 'access policy' };

type NumberName = Exclude<keyof AccessPolicySettings, 'superiorShortCounts'>;

interface NumberField {
  readonly name: NumberName;
  readonly min: number;
  readonly max: number;
  readonly unit: 'days' | 'minutes' | 'persons' | 'percent';
}

const groups = {
  approvals: [
    { name: 'requestExpiryDays', min: 1, max: 60, unit: 'days' },
    { name: 'stepDueDays', min: 1, max: 14, unit: 'days' },
  ],
  emergencies: [{ name: 'breakGlassMinutes', min: 15, max: 240, unit: 'minutes' }],
  sync: [
    { name: 'syncMaxLeavers', min: 1, max: 10_000, unit: 'persons' },
    { name: 'syncMaxShare', min: 1, max: 100, unit: 'percent' },
  ],
} as const satisfies Record<string, readonly NumberField[]>;

const groupNames = ['approvals', 'emergencies', 'sync'] as const;

function Numbers({ fields }: { fields: readonly NumberField[] }) {
  const t = useText();
  return (
    <div className="access-two">
      {fields.map(({ name, min, max, unit }) => (
        <Form.Item
          key={name}
          name={name}
          label={t(name)}
          extra={t(`${name}Hint`)}
          rules={[{ required: true, message: t('required') }]}
        >
          <InputNumber className="access-number" min={min} max={max} precision={0} suffix={t(unit)} />
        </Form.Item>
      ))}
    </div>
  );
}

function PolicyForm({ policy }: { policy: AccessPolicyRecord }) {
  const t = useText();
  const c = useCatalogueText();
  const { message } = App.useApp();
  const pending = useBasketOp(KEY, 'policy.set');
  const submit = (fields: AccessPolicySettings) => {
    const names = Object.keys(policy.settings) as (keyof AccessPolicySettings)[];
    const changed = names.filter((name) => fields[name] !== policy.settings[name]);
    const settings = Object.fromEntries(changed.map((name) => [name, fields[name]]));
    if (changed.length === 0) {
      changeBasket.drop(KEY);
      return void message.info(t('same'));
    }
    changeBasket.put({ key: KEY, op: { op: 'policy.set', version: policy.version, settings }, subject: SUBJECT });
    return void message.success(c('collected'));
  };
  return (
    <Form<AccessPolicySettings>
      layout="vertical"
      className="access-stack"
      initialValues={{ ...policy.settings, ...pending?.settings }}
      onFinish={submit}
    >
      {groupNames.map((group) => (
        <InfoCard key={group} title={t(group)}>
          {group === 'approvals' && (
            <Form.Item
              name="superiorShortCounts"
              label={t('superiorShortCounts')}
              extra={t('superiorShortCountsHint')}
              valuePropName="checked"
            >
              <Switch />
            </Form.Item>
          )}
          <Numbers fields={groups[group]} />
        </InfoCard>
      ))}
      <div className="access-form-foot">
        {pending && <StatusTag tone="attention">{t('pending')}</StatusTag>}
        <Button type="primary" htmlType="submit">
          {t('collect')}
        </Button>
      </div>
    </Form>
  );
}

function PolicyFacts({ policy: { settings } }: { policy: AccessPolicyRecord }) {
  const t = useText();
  const format = useFormat();
  return (
    <div className="access-stack">
      {groupNames.map((group) => (
        <InfoCard
          key={group}
          title={t(group)}
          items={[
            ...(group === 'approvals'
              ? [{ label: t('superiorShortCounts'), value: t(settings.superiorShortCounts ? 'on' : 'off') }]
              : []),
            ...groups[group].map(({ name, unit }) => ({
              label: t(name),
              value: `${format.number(settings[name])} ${t(unit)}`,
            })),
          ]}
        />
      ))}
    </div>
  );
}

/** Settings of the permission centre: a form for those who may propose, facts for others. */
export function SettingsPage() {
  const t = useText();
  const c = useCatalogueText();
  const format = useFormat();
  const mayPropose = useCan('access.catalogue.propose');
  const policy = useEndpoint(getAccessPolicy);
  const at = policy.data && t('changedAt', { at: format.instant(policy.data.changedAt) });
  return (
    <Page title={c('settings')} subtitle={[t('subtitle'), at].filter(Boolean).join(' · ')}>
      <Loaded query={policy}>
        {(shown) => (mayPropose ? <PolicyForm key={shown.version} policy={shown} /> : <PolicyFacts policy={shown} />)}
      </Loaded>
      <ChangeBar />
    </Page>
  );
}
