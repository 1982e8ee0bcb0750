import { useEffect, useRef, type ReactNode } from 'react';

interface ModalDialogProps {
  readonly titleId: string;
  /** What Esc does; nothing when left out, because some questions must be answered. */
  readonly onEscape?: () => void;
  readonly children: ReactNode;
}

/** A dialog that is open as long as it is on the page; everything else is inert, focus returns when it leaves. */
export function ModalDialog({ titleId, onEscape, children }: ModalDialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog
      ref={dialog}
      className="dialog"
      aria-labelledby={titleId}
      onCancel={(event) => {
        event.preventDefault();
        onEscape?.();
      }}
    >
      {children}
    </dialog>
  );
}
