import { createDelegation } from '@eoms/contracts/access/delegations.contract';
import { systemCodes, systems, type SystemCode } from '@eoms/contracts/systems';
import { useLocalized, useUnsavedGuard } from '@eoms/kit';
import {
  App,
  Button,
  fieldMaxLength,
  fieldRules,
  Form,
  Input,
  InstantInput,
  Modal,
  ProblemAlert,
  Radio,
  Select,
  useFormProblem,
  type FormRule,
} from '@eoms/kit/ui';
import { useId, useState } from 'react';
import { useSettled } from '../../settled.ts';
import { choicesOf, useAccessText } from '../../words.ts';
import { useCreateDelegation, useDelegateChoices } from './delegations.api.ts';
import { useDelegationsText } from './delegations-texts.ts';

const DAY_MS = 24 * 3600_000;
const MOST_DAYS = 90;

interface Fields {
  readonly delegateId: string;
  readonly begin: 'now' | 'later';
  readonly from?: string | null;
  readonly until: string;
  readonly systems: SystemCode[];
  readonly reason: string;
}

function DelegateSelect(field: { id?: string; value?: string; onChange?: (value: string) => void }) {
  const t = useDelegationsText();
  const text = useLocalized();
  const [q, setQ] = useState('');
  const found = useDelegateChoices(useSettled(q.trim()));
  const options = (found.data?.items ?? []).map(({ id, name, employeeNo, unit, position }) => ({
    value: id,
    label: [name, employeeNo, unit && text(unit), position && text(position)].filter(Boolean).join(' · '),
  }));
  return (
    <>
      <Select
        {...field}
        showSearch={{ filterOption: false, onSearch: setQ }}
        loading={found.isFetching}
        placeholder={t('placeholder')}
        options={options}
      />
      <ProblemAlert problem={found.error} onRetry={() => void found.refetch()} />
    </>
  );
}

/** An end by its distance from the start, or entered. */
function UntilInput(field: {
  id?: string;
  value?: string | null;
  onChange?: (value: string | null) => void;
  start: number;
}) {
  const t = useDelegationsText();
  const { start, ...rest } = field;
  const quick = [
    { days: 7, label: t('week') },
    { days: 14, label: t('twoWeeks') },
    { days: 30, label: t('month') },
  ];
  return (
    <div className="access-stack">
      <InstantInput
        {...rest}
        min={new Date(start).toISOString()}
        max={new Date(start + MOST_DAYS * DAY_MS).toISOString()}
      />
      <span className="access-tags">
        {quick.map(({ days, label }) => (
          <Button
            key={days}
            size="small"
            onClick={() => rest.onChange?.(new Date(start + days * DAY_MS).toISOString())}
          >
            {label}
          </Button>
        ))}
      </span>
    </div>
  );
}

function useUntilRules(start: number): FormRule[] {
  const t = useDelegationsText();
  const check = (_rule: unknown, value?: string | null) => {
    if (!value) return Promise.reject(new Error(t('required')));
    const length = Date.parse(value) - start;
    if (length <= 0) return Promise.reject(new Error(t('untilPast')));
    return length > MOST_DAYS * DAY_MS
      ? Promise.reject(new Error(t('untilFar', { days: MOST_DAYS })))
      : Promise.resolve();
  };
  return [{ required: true, validator: check }];
}

/** Lets somebody decide for the person: who, from when to when, for which systems, and why. */
export function CreateDelegation({ onClose }: { onClose: () => void }) {
  const t = useDelegationsText();
  const s = useAccessText();
  const text = useLocalized();
  const formId = useId();
  const { message } = App.useApp();
  const [form] = Form.useForm<Fields>();
  const [isDirty, setDirty] = useState(false);
  const [opened] = useState(() => Date.now());
  const letGo = useUnsavedGuard(isDirty);
  const begin: unknown = Form.useWatch('begin', form);
  const from: string | null | undefined = Form.useWatch('from', form);
  const start = begin === 'later' && from ? Date.parse(from) : opened;
  const create = useCreateDelegation({
    onSuccess: () => {
      letGo();
      void message.success(t('created'));
      onClose();
    },
  });
  const problem = useFormProblem(form, create.error);
  const submit = ({ delegateId, until, systems: chosen, reason, ...when }: Fields) =>
    create.mutate({
      body: { delegateId, from: when.begin === 'later' ? (when.from ?? null) : null, until, systems: chosen, reason },
    });
  return (
    <Modal
      open
      title={t('create')}
      okText={t('save')}
      cancelText={s('cancel')}
      confirmLoading={create.isPending}
      okButtonProps={{ htmlType: 'submit', form: formId }}
      mask={{ closable: false }}
      onCancel={onClose}
    >
      <ProblemAlert problem={problem} />
      <Form
        id={formId}
        form={form}
        layout="vertical"
        autoComplete="off"
        initialValues={{ begin: 'now', systems: [] }}
        onValuesChange={() => setDirty(true)}
        onFinish={submit}
      >
        <Form.Item
          name="delegateId"
          label={t('delegate')}
          extra={t('delegateHint')}
          rules={fieldRules(createDelegation, 'delegateId')}
        >
          <DelegateSelect />
        </Form.Item>
        <Form.Item name="begin" label={t('begin')}>
          <Radio.Group
            aria-label={t('begin')}
            options={[
              { value: 'now', label: t('now') },
              { value: 'later', label: t('later') },
            ]}
          />
        </Form.Item>
        {begin === 'later' && (
          <Form.Item name="from" label={t('from')} rules={[{ required: true, message: t('required') }]}>
            <InstantInput min={new Date(opened).toISOString()} />
          </Form.Item>
        )}
        <Form.Item
          name="until"
          label={t('until')}
          extra={t('untilHint', { days: MOST_DAYS })}
          rules={useUntilRules(start)}
        >
          <UntilInput start={start} />
        </Form.Item>
        <Form.Item name="systems" label={t('systems')}>
          <Select
            mode="multiple"
            placeholder={t('allSystems')}
            options={choicesOf(systemCodes, (code) => text(systems[code]))}
          />
        </Form.Item>
        <Form.Item
          name="reason"
          label={t('why')}
          extra={t('reasonHint')}
          rules={fieldRules(createDelegation, 'reason')}
        >
          <Input maxLength={fieldMaxLength(createDelegation, 'reason') ?? 200} />
        </Form.Item>
      </Form>
    </Modal>
  );
}
