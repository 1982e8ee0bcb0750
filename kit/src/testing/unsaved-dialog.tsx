import { Modal } from 'antd';
import { useHeldNavigation } from '../router/portal-router.tsx';
import { useUiText } from '../ui/texts.ts';

/** Asks before a navigation that would lose typed work, where there is no shell that asks. */
export function UnsavedDialog() {
  const t = useUiText();
  const { blocked, stay, leave } = useHeldNavigation();
  return (
    <Modal
      open={blocked}
      title={t('unsavedTitle')}
      okText={t('stay')}
      cancelText={t('leave')}
      onOk={stay}
      onCancel={(event) => (event.type === 'keydown' ? stay() : leave())}
      closable={false}
      mask={{ closable: false }}
    >
      <p>{t('unsavedText')}</p>
    </Modal>
  );
}
