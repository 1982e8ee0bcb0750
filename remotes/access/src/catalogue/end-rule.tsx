import type { BaseRuleRow } from '@eoms/contracts/access/catalogue.record';
import { App, Form, InstantInput, Modal, Radio } from '@eoms/kit/ui';
import { useId } from 'react';
import { useCatalogueText } from './catalogue-texts.ts';
import { changeBasket } from './change-basket.ts';
import { useRuleText, useWhoText } from './rule-texts.ts';

interface Fields {
  readonly when: 'now' | 'later';
  readonly at?: string | null;
}

/** Asks when a rule ends and puts that into the change. */
export function EndRule({ rule, onClose }: { rule: BaseRuleRow | null; onClose: () => void }) {
  const t = useRuleText();
  const c = useCatalogueText();
  const who = useWhoText();
  const formId = useId();
  const { message } = App.useApp();
  const [form] = Form.useForm<Fields>();
  const when: Fields['when'] | undefined = Form.useWatch('when', form);
  const submit = ({ when: chosen, at = null }: Fields) => {
    if (!rule) return;
    const op = { op: 'rule.end' as const, ruleId: rule.id, at: chosen === 'now' ? null : at };
    changeBasket.put({ key: `rule ${rule.id}`, op, subject: rule.role.name });
    void message.success(c('collected'));
    onClose();
  };
  const ahead = (_rule: unknown, value?: string | null) =>
    value && Date.parse(value) > Date.now() ? Promise.resolve() : Promise.reject(new Error(t('future')));
  return (
    <Modal
      open={rule !== null}
      title={t('endRule')}
      okText={c('intoBasket')}
      cancelText={c('cancel')}
      okButtonProps={{ htmlType: 'submit', form: formId }}
      onCancel={onClose}
      destroyOnHidden
    >
      <div className="access-stack">
        {rule && <p>{who(rule)}</p>}
        <p className="access-note">{t('endHint')}</p>
        <Form<Fields>
          id={formId}
          form={form}
          layout="vertical"
          initialValues={{ when: 'now' }}
          preserve={false}
          onFinish={submit}
        >
          <Form.Item name="when">
            <Radio.Group
              aria-label={t('endAt')}
              options={[
                { value: 'now', label: t('now') },
                { value: 'later', label: t('later') },
              ]}
            />
          </Form.Item>
          {when === 'later' && (
            <Form.Item name="at" label={t('endAt')} rules={[{ validator: ahead }]}>
              <InstantInput />
            </Form.Item>
          )}
        </Form>
      </div>
    </Modal>
  );
}
