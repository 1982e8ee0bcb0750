import { reviewBreakGlass } from '@eoms/contracts/access/governance.contract';
import { App, fieldRules, Form, Input, Modal, ProblemAlert, Radio, useFormProblem } from '@eoms/kit/ui';
import { useId } from 'react';
import { choicesOf } from '../../words.ts';
import { useBreakGlassText } from './break-glass-texts.ts';
import { useReviewEmergency } from './break-glass.api.ts';
import { EmergencyLine, type Emergency } from './emergency-line.tsx';

interface Fields {
  readonly verdict: 'JUSTIFIED' | 'MISUSED';
  readonly note: string;
}

/** Judges one emergency. */
export function ReviewEmergency({ one, onClose }: { one: Emergency; onClose: () => void }) {
  const t = useBreakGlassText();
  const formId = useId();
  const { message } = App.useApp();
  const [form] = Form.useForm<Fields>();
  const review = useReviewEmergency({
    onSuccess: () => {
      void message.success(t('done'));
      onClose();
    },
  });
  const problem = useFormProblem(form, review.error);
  return (
    <Modal
      open
      title={`${t('review')} · ${one.person.name}`}
      okText={t('submit')}
      cancelText={t('cancel')}
      confirmLoading={review.isPending}
      okButtonProps={{ htmlType: 'submit', form: formId }}
      mask={{ closable: false }}
      onCancel={onClose}
    >
      <div className="access-stack">
        <EmergencyLine one={one} />
        <ProblemAlert problem={problem} />
        <Form
          id={formId}
          form={form}
          layout="vertical"
          onFinish={(body) => review.mutate({ params: { breakGlassId: one.id }, body })}
        >
          <Form.Item name="verdict" label={t('verdict')} rules={[{ required: true }]}>
            <Radio.Group options={choicesOf(['JUSTIFIED', 'MISUSED'] as const, t)} />
          </Form.Item>
          <Form.Item name="note" label={t('note')} rules={fieldRules(reviewBreakGlass, 'note')}>
            <Input.TextArea rows={3} />
          </Form.Item>
        </Form>
      </div>
    </Modal>
  );
}
