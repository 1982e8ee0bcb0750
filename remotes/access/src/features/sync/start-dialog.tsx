import { App, Modal, ProblemAlert } from '@eoms/kit/ui';
import { useDialog } from '../../form-dialog.tsx';
import { useSyncText } from './sync-texts.ts';
import { useSyncWords } from './sync-words.ts';
import { useStart } from './sync.api.ts';

/** Asks before a run is started by hand, and says what it will do. */
export function StartDialog({ mode, onClosed }: { mode: 'delta' | 'full'; onClosed: () => void }) {
  const t = useSyncText();
  const w = useSyncWords();
  const { message } = App.useApp();
  const dialog = useDialog();
  const start = useStart({
    onSuccess: () => {
      void message.success(t('started'));
      dialog.close();
    },
  });
  return (
    <Modal
      open={dialog.isOpen}
      title={t(`${mode}Title`)}
      okText={t('start')}
      cancelText={w('cancel')}
      confirmLoading={start.isPending}
      closable={!start.isPending}
      onOk={() => start.mutate({ body: { mode } })}
      onCancel={dialog.close}
      afterClose={onClosed}
    >
      <ProblemAlert problem={start.error} />
      <p className="access-lead">{t(`${mode}Hint`)}</p>
    </Modal>
  );
}
