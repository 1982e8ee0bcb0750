import type { Endpoint } from '@eoms/contracts/endpoint';
import { Button, Form, Input, Modal } from 'antd';
import { useEffect, useId, useState } from 'react';
import { messages } from '../messages.ts';
import { fieldRules, useFormProblem } from './forms.ts';
import { ProblemAlert } from './states.tsx';

const useText = messages({
  'zh-CN': {
    show: '查看',
    showNamed: '查看完整{label}',
    hide: '隐藏',
    title: '查看{label}',
    told: '查看会记入审计日志：谁、何时、因何原因查看。内容显示 60 秒后自动隐藏。',
    reason: '查看原因',
    hint: '5 到 200 个字，例如：回访客诉处理结果',
    ok: '查看',
    cancel: '取消',
    shown: '完整{label}，60 秒后隐藏',
  },
  en: {
    show: 'Show',
    showNamed: 'Show the whole {label}',
    hide: 'Hide',
    title: 'Show {label}',
    told: 'Looking is recorded in the audit log: who, when and why. The value hides again after 60 seconds.',
    reason: 'Reason',
    hint: '5 to 200 characters, such as: calling back about a complaint',
    ok: 'Show',
    cancel: 'Cancel',
    shown: 'The whole {label}, for 60 seconds',
  },
});

const SHOWN_MS = 60_000;

/** Properties of {@link MaskedValue}. */
export interface MaskedValueProps {
  /** What it is, such as 手机号. */
  readonly label: string;
  readonly masked: string;
  /** True when the person may see it whole. */
  readonly may: boolean;
  /** The command that reveals it, for the limits of its `reason`. */
  readonly endpoint: Endpoint;
  /** Sends the command; the answer is kept in this component only. */
  reveal(reason: string): Promise<string>;
}

/** Asks why, and answers only once the value is there. */
function ReasonDialog({
  props,
  onShown,
  onClose,
}: {
  props: MaskedValueProps;
  onShown: (value: string) => void;
  onClose: () => void;
}) {
  const t = useText();
  const formId = useId();
  const [form] = Form.useForm<{ reason: string }>();
  const [isOpen, setOpen] = useState(true);
  const [isPending, setPending] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const problem = useFormProblem(form, error);
  const submit = async ({ reason }: { reason: string }) => {
    setPending(true);
    setError(null);
    try {
      onShown(await props.reveal(reason));
      setOpen(false);
    } catch (refusal) {
      setError(refusal);
    } finally {
      setPending(false);
    }
  };
  return (
    <Modal
      open={isOpen}
      title={t('title', { label: props.label })}
      okText={t('ok')}
      cancelText={t('cancel')}
      okButtonProps={{ htmlType: 'submit', form: formId }}
      confirmLoading={isPending}
      mask={{ closable: false }}
      onCancel={() => setOpen(false)}
      afterClose={onClose}
    >
      <p>{t('told')}</p>
      <ProblemAlert problem={problem} />
      <Form id={formId} form={form} layout="vertical" onFinish={(values) => void submit(values)}>
        <Form.Item
          name="reason"
          label={t('reason')}
          extra={t('hint')}
          rules={fieldRules(props.endpoint, 'reason', { required: true })}
        >
          <Input autoComplete="off" />
        </Form.Item>
      </Form>
    </Modal>
  );
}

/**
 * A personal value that stands masked. Whoever may sees it whole for a minute after saying why; it is kept in no cache
 * and is gone when the component is.
 */
export function MaskedValue(props: MaskedValueProps) {
  const t = useText();
  const { label, masked, may } = props;
  const [isAsking, ask] = useState(false);
  const [value, show] = useState<string | null>(null);
  useEffect(() => {
    if (value === null) return undefined;
    const timer = setTimeout(() => show(null), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [value]);
  return (
    <span className="eoms-masked">
      {value === null ? <span>{masked}</span> : <output title={t('shown', { label })}>{value}</output>}
      {may && value === null && (
        <Button type="link" size="small" aria-label={t('showNamed', { label })} onClick={() => ask(true)}>
          {t('show')}
        </Button>
      )}
      {value !== null && (
        <Button type="link" size="small" onClick={() => show(null)}>
          {t('hide')}
        </Button>
      )}
      {isAsking && <ReasonDialog props={props} onShown={show} onClose={() => ask(false)} />}
    </span>
  );
}
