import { extendGrant, type Grant } from '@eoms/contracts/access/grants.contract';
import { messages, useLocalized, useUnsavedGuard } from '@eoms/kit';
import { useNavigate } from '@eoms/kit/router';
import {
  App,
  fieldMaxLength,
  fieldRules,
  Form,
  Input,
  Modal,
  ProblemAlert,
  useCommand,
  useEndpoint,
  useFormProblem,
} from '@eoms/kit/ui';
import { listRequestable } from '@eoms/contracts/access/requests.contract';
import { useId, useState } from 'react';
import { useAccessText } from './words.ts';
import { WindowFields } from './window-fields.tsx';
import { useWorkClock } from './work-clock.ts';
import { windowBody, type WindowLimits, type WindowValue } from './window-choice.ts';

const useText = messages({
  'zh-CN': {
    extendTitle: '续期：{name}',
    extendHint: '续期是一份新的申请，须重新审批；原授权的到期时间不变。',
    extended: '续期申请已提交',
    reason: '续期理由',
    reasonHint: '审批人会看到',
    submit: '提交申请',
  },
  en: {
    extendTitle: 'Extend {name}',
    extendHint: 'An extension is a new request with its own approval; the present end does not move.',
    extended: 'The extension was requested',
    reason: 'Why it is needed longer',
    reasonHint: 'Whoever decides reads it',
    submit: 'Send the request',
  },
});

/** Limits the catalogue sets for a grant's role or permission; without them the BFF says what is too long. */
function useLimits(grant: Grant): WindowLimits {
  const q = grant.role?.code ?? grant.meta?.code ?? '';
  const { data } = useEndpoint(listRequestable, { query: { q, limit: 50 } });
  const found = data?.items.find(
    ({ role, meta }) => (role && role.id === grant.role?.id) || (meta && meta.code === grant.meta?.code),
  );
  return found ?? { maxShortMinutes: 30 * 24 * 60, maxLongDays: 730 };
}

/** Asks for more time for a grant: a new request with its own approval. */
export function ExtendDialog({ grant, onClose }: { grant: Grant; onClose: () => void }) {
  const t = useText();
  const s = useAccessText();
  const text = useLocalized();
  const formId = useId();
  const navigate = useNavigate();
  const { message } = App.useApp();
  const limits = useLimits(grant);
  const { clock } = useWorkClock(grant.person.id);
  const [form] = Form.useForm<{ reason: string }>();
  const [isDirty, setDirty] = useState(false);
  const first = grant.kind === 'SHORT' ? ('d1' as const) : ('d90' as const);
  const [time, setTime] = useState<WindowValue>({ choice: first, until: null, from: grant.until });
  const letGo = useUnsavedGuard(isDirty);
  const extend = useCommand(extendGrant, {
    onSuccess: (request) => {
      letGo();
      void message.success(t('extended'));
      void navigate(`/access/requests/${request.id}`);
    },
  });
  const problem = useFormProblem(form, extend.error);
  const submit = ({ reason }: { reason: string }) => {
    const { wantedUntil, durationMinutes } = windowBody(grant.kind, time, Date.now(), clock);
    extend.mutate({ params: { grantId: grant.id }, body: { wantedUntil, durationMinutes, reason, ticketRef: null } });
  };
  return (
    <Modal
      open
      title={t('extendTitle', { name: text(grant.name) })}
      okText={t('submit')}
      cancelText={s('cancel')}
      confirmLoading={extend.isPending}
      okButtonProps={{ htmlType: 'submit', form: formId }}
      mask={{ closable: false }}
      onCancel={onClose}
    >
      <p className="access-lead">{t('extendHint')}</p>
      <ProblemAlert problem={problem} />
      <Form
        id={formId}
        form={form}
        layout="vertical"
        autoComplete="off"
        onValuesChange={() => setDirty(true)}
        onFinish={submit}
      >
        <WindowFields kind={grant.kind} limits={limits} clock={clock} value={time} onChange={setTime} />
        <Form.Item name="reason" label={t('reason')} extra={t('reasonHint')} rules={fieldRules(extendGrant, 'reason')}>
          <Input.TextArea maxLength={fieldMaxLength(extendGrant, 'reason') ?? 500} />
        </Form.Item>
      </Form>
    </Modal>
  );
}
