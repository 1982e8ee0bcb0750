import { revokeGrant, type Grant } from '@eoms/contracts/access/grants.contract';
import { App, Button, fieldMaxLength, fieldRules, Form, Input, Modal } from '@eoms/kit/ui';
import { useId, useState } from 'react';
import { useAccessText } from '../../words.ts';
import { GrantNames, RefusedGrants } from './grant-names.tsx';
import { useRevokeGrants, type Outcome } from './grants.api.ts';
import { useGrantsText } from './grants-texts.ts';

/** Takes grants away at once, with a reason; tells row by row what was refused. */
export function RevokeDialog({ grants, onClose }: { grants: readonly Grant[]; onClose: () => void }) {
  const t = useGrantsText();
  const s = useAccessText();
  const formId = useId();
  const { message } = App.useApp();
  const [failed, setFailed] = useState<readonly Outcome[]>([]);
  const { run, isPending } = useRevokeGrants();
  const submit = async ({ reason }: { reason: string }) => {
    const results = await run(grants, reason);
    const refused = results.filter(({ error }) => error !== null);
    const done = results.length - refused.length;
    if (done > 0) void message.success(t('revoked', { count: done }));
    if (refused.length === 0) onClose();
    else setFailed(refused);
  };
  const isOver = failed.length > 0;
  return (
    <Modal
      open
      title={isOver ? t('failed', { count: failed.length }) : t('revokeTitle', { count: grants.length })}
      okText={t('revoke')}
      cancelText={s('cancel')}
      confirmLoading={isPending}
      okButtonProps={{ htmlType: 'submit', form: formId, danger: true }}
      closable={!isPending}
      mask={{ closable: false }}
      onCancel={onClose}
      {...(isOver ? { footer: <Button onClick={onClose}>{s('close')}</Button> } : {})}
    >
      {isOver ? (
        <RefusedGrants outcomes={failed} />
      ) : (
        <>
          <p className="access-lead">{t('revokeHint')}</p>
          <GrantNames grants={grants} />
          <Form id={formId} layout="vertical" className="access-dialog-form" onFinish={submit}>
            <Form.Item
              name="reason"
              label={t('revokeReason')}
              extra={t('revokeReasonHint')}
              rules={fieldRules(revokeGrant, 'reason')}
            >
              <Input autoComplete="off" maxLength={fieldMaxLength(revokeGrant, 'reason') ?? 200} />
            </Form.Item>
          </Form>
        </>
      )}
    </Modal>
  );
}
