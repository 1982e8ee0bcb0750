import { extendGrant, type Grant } from '@eoms/contracts/access/grants.contract';
import { App, Button, fieldMaxLength, fieldRules, Form, Input, Modal, Radio } from '@eoms/kit/ui';
import { useId, useState } from 'react';
import { choicesOf, useAccessText } from '../../words.ts';
import { GrantNames, RefusedGrants } from './grant-names.tsx';
import { useExtendGrants, type Longer, type Outcome } from './grants.api.ts';
import { useGrantsText } from './grants-texts.ts';

interface Values {
  readonly longer: Longer;
  readonly reason: string;
}

/** Asks for more time for several grants at once; tells row by row what was refused. */
export function ExtendManyDialog({ grants, onClose }: { grants: readonly Grant[]; onClose: () => void }) {
  const t = useGrantsText();
  const s = useAccessText();
  const formId = useId();
  const { message } = App.useApp();
  const [failed, setFailed] = useState<readonly Outcome[]>([]);
  const { run, isPending } = useExtendGrants();
  const submit = async (values: Values) => {
    const outcomes = await run(grants, values);
    const refused = outcomes.filter(({ error }) => error !== null);
    const done = outcomes.length - refused.length;
    if (done > 0) void message.success(t('extendedMany', { count: done }));
    if (refused.length === 0) onClose();
    else setFailed(refused);
  };
  const isOver = failed.length > 0;
  return (
    <Modal
      open
      title={isOver ? t('extendFailed', { count: failed.length }) : t('extendManyTitle', { count: grants.length })}
      okText={t('extendSubmit')}
      cancelText={s('cancel')}
      confirmLoading={isPending}
      okButtonProps={{ htmlType: 'submit', form: formId }}
      closable={!isPending}
      mask={{ closable: false }}
      onCancel={onClose}
      {...(isOver ? { footer: <Button onClick={onClose}>{s('close')}</Button> } : {})}
    >
      {isOver ? (
        <RefusedGrants outcomes={failed} />
      ) : (
        <>
          <p className="access-lead">{t('extendManyHint')}</p>
          <GrantNames grants={grants} />
          <Form<Values>
            id={formId}
            layout="vertical"
            className="access-dialog-form"
            initialValues={{ longer: 'same' }}
            onFinish={(values) => void submit(values)}
          >
            <Form.Item name="longer" label={t('longer')}>
              <Radio.Group
                optionType="button"
                className="access-choices"
                options={choicesOf(['same', 'd7', 'd30', 'd90'] as const, (longer) =>
                  longer === 'same' ? t('longerSame') : t('longerDays', { count: Number(longer.slice(1)) }),
                )}
              />
            </Form.Item>
            <Form.Item
              name="reason"
              label={t('extendReason')}
              extra={t('extendReasonHint')}
              rules={fieldRules(extendGrant, 'reason')}
            >
              <Input.TextArea maxLength={fieldMaxLength(extendGrant, 'reason') ?? 500} />
            </Form.Item>
          </Form>
        </>
      )}
    </Modal>
  );
}
