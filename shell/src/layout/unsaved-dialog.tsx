import { messages } from '@eoms/kit';
import { useHeldNavigation } from '@eoms/kit/portal-router';
import { ModalDialog } from './modal-dialog.tsx';

const useText = messages({
  'zh-CN': { title: '还有内容没有保存', text: '离开后，你填写的内容会丢失。', stay: '留在本页', leave: '放弃并离开' },
  en: {
    title: 'Something is not saved yet',
    text: 'What you typed is lost if you leave.',
    stay: 'Stay on this page',
    leave: 'Discard and leave',
  },
});

/** Asks before a navigation drops typed work. */
export function UnsavedDialog() {
  const t = useText();
  const { blocked, stay, leave } = useHeldNavigation();
  if (!blocked) return null;
  return (
    <ModalDialog titleId="unsaved-title" onEscape={stay}>
      <h2 id="unsaved-title">{t('title')}</h2>
      <p>{t('text')}</p>
      <div className="dialog-actions">
        <button type="button" className="button" onClick={leave}>
          {t('leave')}
        </button>
        <button type="button" className="button primary" onClick={stay}>
          {t('stay')}
        </button>
      </div>
    </ModalDialog>
  );
}
