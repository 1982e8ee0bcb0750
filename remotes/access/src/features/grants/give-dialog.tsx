import { usePortal } from '@eoms/kit';
import { useNavigate } from '@eoms/kit/router';
import { Form, Modal } from '@eoms/kit/ui';
import { useId } from 'react';
import { PersonSelect } from '../../person-select.tsx';
import { useAccessText } from '../../words.ts';
import { useGrantsText } from './grants-texts.ts';

/** Chooses whom to grant something to; the rest is entered on the page of requests. */
export function GiveDialog({ onClose }: { onClose: () => void }) {
  const t = useGrantsText();
  const s = useAccessText();
  const formId = useId();
  const navigate = useNavigate();
  const me = usePortal((state) => state.person?.id);
  return (
    <Modal
      open
      title={t('give')}
      okText={t('giveNext')}
      cancelText={s('cancel')}
      okButtonProps={{ htmlType: 'submit', form: formId }}
      onCancel={onClose}
    >
      <Form
        id={formId}
        layout="vertical"
        onFinish={({ personId }: { personId: string }) => void navigate(`/access/request?for=${personId}`)}
      >
        <Form.Item
          name="personId"
          label={t('giveTo')}
          extra={t('giveHint')}
          rules={[{ required: true, message: t('required') }]}
        >
          <PersonSelect without={me} />
        </Form.Item>
      </Form>
    </Modal>
  );
}
