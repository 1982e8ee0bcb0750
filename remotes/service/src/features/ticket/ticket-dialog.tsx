import { Modal } from '@eoms/kit/ui';
import { useEffect, useState, type ReactNode } from 'react';
import { useTicketText } from '../../labels.ts';

/** A dialog that holds typed work: no click beside it closes it, and the focus goes back to where it came from. */
export function TicketDialog(props: {
  title: string;
  okText: string;
  pending: boolean;
  disabled?: boolean;
  danger?: boolean;
  onOk: () => void;
  onClose: () => void;
  children: ReactNode;
}) {
  const s = useTicketText();
  // Read while drawing: by the time effects run the dialog has taken the focus.
  const [opener] = useState(() => document.activeElement);
  useEffect(
    () => () => {
      const isThere = opener instanceof HTMLElement && opener.isConnected && opener !== document.body;
      const back = isThere ? opener : document.querySelector('h1');
      back?.focus();
    },
    [opener],
  );
  return (
    <Modal
      open
      title={props.title}
      okText={props.okText}
      cancelText={s('cancel')}
      okButtonProps={{ disabled: props.disabled ?? false, danger: props.danger ?? false }}
      confirmLoading={props.pending}
      mask={{ closable: false }}
      onOk={props.onOk}
      onCancel={props.onClose}
    >
      {props.children}
    </Modal>
  );
}
