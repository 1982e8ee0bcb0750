import { useEffect, useId, useRef, useState, type ReactNode } from 'react';

interface DisclosureProps {
  /** Accessible name of the button. */
  readonly label: string;
  /** Accessible name of the button where it shows other words than the label: what is seen must be part of what is heard. */
  readonly name?: string;
  readonly button: ReactNode;
  readonly className?: string;
  /** Content of the panel; call `close` after a choice. */
  readonly children: (close: () => void) => ReactNode;
}

/** A button that opens a small panel; Esc, a click elsewhere and leaving it by keyboard close it, focus returns to the button. */
export function Disclosure({ label, name = label, button, className = '', children }: DisclosureProps) {
  const [open, setOpen] = useState(false);
  const id = useId();
  const root = useRef<HTMLDivElement>(null);

  const close = () => {
    setOpen(false);
    document.getElementById(id)?.focus();
  };

  useEffect(() => {
    if (!open) return undefined;
    const outside = (event: Event) => {
      if (!root.current?.contains(event.target as Node)) setOpen(false);
    };
    const escape = (event: KeyboardEvent) => {
      if (event.key !== 'Escape') return;
      setOpen(false);
      document.getElementById(id)?.focus();
    };
    document.addEventListener('pointerdown', outside);
    document.addEventListener('focusin', outside);
    document.addEventListener('keydown', escape);
    return () => {
      document.removeEventListener('pointerdown', outside);
      document.removeEventListener('focusin', outside);
      document.removeEventListener('keydown', escape);
    };
  }, [open, id]);

  return (
    <div className={`disclosure ${className}`} ref={root}>
      <button
        id={id}
        type="button"
        className="bar-button"
        aria-label={name}
        title={label}
        aria-expanded={open}
        aria-controls={open ? `${id}-panel` : undefined}
        onClick={() => setOpen(!open)}
      >
        {button}
      </button>
      {open && (
        <fieldset id={`${id}-panel`} className="panel" aria-label={label}>
          {children(close)}
        </fieldset>
      )}
    </div>
  );
}
