import { startReview } from '@eoms/contracts/access/governance.contract';
import { systemCodes, systems } from '@eoms/contracts/systems';
import { useLocalized, useUnsavedGuard } from '@eoms/kit';
import {
  App,
  fieldRules,
  Form,
  Input,
  InputNumber,
  Modal,
  ProblemAlert,
  Radio,
  Select,
  useFormProblem,
} from '@eoms/kit/ui';
import { useId, useState } from 'react';
import { choicesOf, grantKinds, riskTiers, useAccessText } from '../../words.ts';
import { useReviewText } from './review-texts.ts';
import { useStartReview } from './reviews.api.ts';

interface Fields {
  readonly name: string;
  readonly days: number;
  readonly onNoAnswer: 'KEEP' | 'REVOKE';
  readonly systems: (typeof systemCodes)[number][];
  readonly kinds: ('LONG' | 'SHORT')[];
  readonly minRiskTier: number;
}

const DAY = 24 * 3600_000;
const initial: Omit<Fields, 'name'> = { days: 14, onNoAnswer: 'REVOKE', systems: [], kinds: ['LONG'], minRiskTier: 0 };

const bodyOf = ({ name, days, onNoAnswer, minRiskTier, ...rest }: Fields) => ({
  name,
  onNoAnswer,
  dueAt: new Date(Date.now() + days * DAY).toISOString(),
  selection: { systems: rest.systems, kinds: rest.kinds, minRiskTier, unitId: null },
});

/** Starts a review: which grants, by when, and what happens without an answer. */
export function StartReview({ open, onClose }: { open: boolean; onClose: () => void }) {
  const t = useReviewText();
  const s = useAccessText();
  const text = useLocalized();
  const formId = useId();
  const { message } = App.useApp();
  const [form] = Form.useForm<Fields>();
  const [dirty, setDirty] = useState(false);
  useUnsavedGuard(dirty && open);
  const start = useStartReview({
    onSuccess: ({ counts }) => {
      void message.success(t('started', { count: counts.items }));
      onClose();
    },
  });
  const problem = useFormProblem(form, start.error);
  return (
    <Modal
      open={open}
      title={t('start')}
      okText={t('start')}
      cancelText={t('cancel')}
      confirmLoading={start.isPending}
      okButtonProps={{ htmlType: 'submit', form: formId }}
      mask={{ closable: false }}
      onCancel={onClose}
      destroyOnHidden
    >
      <ProblemAlert problem={problem} />
      <Form
        id={formId}
        form={form}
        layout="vertical"
        initialValues={initial}
        onValuesChange={() => setDirty(true)}
        onFinish={(values) => start.mutate({ body: bodyOf(values) })}
      >
        <Form.Item name="name" label={t('name')} rules={fieldRules(startReview, 'name')}>
          <Input autoComplete="off" placeholder={t('namePlaceholder')} />
        </Form.Item>
        <Form.Item name="days" label={t('days')} rules={[{ required: true }]}>
          <InputNumber min={1} max={90} precision={0} />
        </Form.Item>
        <Form.Item name="onNoAnswer" label={t('onNoAnswer')} extra={t('onNoAnswerHint')}>
          <Radio.Group options={choicesOf(['REVOKE', 'KEEP'] as const, t)} />
        </Form.Item>
        <Form.Item name="kinds" label={t('kinds')}>
          <Select mode="multiple" placeholder={s('all')} options={choicesOf(grantKinds, s)} />
        </Form.Item>
        <Form.Item name="systems" label={t('systems')}>
          <Select
            mode="multiple"
            placeholder={s('all')}
            options={systemCodes.map((value) => ({ value, label: text(systems[value]) }))}
          />
        </Form.Item>
        <Form.Item name="minRiskTier" label={t('minRisk')}>
          <Select options={riskTiers.map((value) => ({ value, label: s(`risk_${value}`) }))} />
        </Form.Item>
      </Form>
    </Modal>
  );
}
