import { Input } from 'antd';
import { useEffect, useRef, useState } from 'react';
import { HOME_ZONE } from '../format.ts';
import { useUiText } from './texts.ts';
import { instantOfWall, wallClock } from '../zoned.ts';

interface FieldProps {
  /** Given by Form.Item, together with value and onChange. */
  readonly id?: string;
  readonly value?: string | null | undefined;
  readonly onChange?: (value: string | null) => void;
  readonly disabled?: boolean;
  readonly 'aria-label'?: string;
}

/** Enters an instant by the clock of a named zone; value and result are ISO instants in UTC, null when empty. */
export function InstantInput({
  zone = HOME_ZONE,
  min,
  max,
  value,
  onChange,
  ...rest
}: FieldProps & { zone?: string; min?: string; max?: string }) {
  return (
    <Input
      {...rest}
      type="datetime-local"
      className="eoms-instant"
      value={value ? wallClock(value, zone) : ''}
      {...(min ? { min: wallClock(min, zone) } : {})}
      {...(max ? { max: wallClock(max, zone) } : {})}
      suffix={<span className="eoms-zone">{zone}</span>}
      onChange={(event) => onChange?.(instantOfWall(event.target.value, zone))}
    />
  );
}

/** Enters a calendar day; value and result are `YYYY-MM-DD`, null when empty. */
export function DayInput({ value, onChange, min, max, ...rest }: FieldProps & { min?: string; max?: string }) {
  return (
    <Input
      {...rest}
      type="date"
      className="eoms-day"
      value={value ?? ''}
      {...(min ? { min } : {})}
      {...(max ? { max } : {})}
      onChange={(event) => onChange?.(event.target.value || null)}
    />
  );
}

/** Enters a time of day as `HH:mm`; null when empty. */
export function TimeInput({ value, onChange, ...rest }: FieldProps) {
  return (
    <Input
      {...rest}
      type="time"
      className="eoms-day"
      value={value ?? ''}
      onChange={(event) => onChange?.(event.target.value || null)}
    />
  );
}

const SETTLE_MS = 300;

/** Search text of a list: reports when typing pauses or on Enter, never in the middle of an input method's composition. */
export function SearchField({
  value,
  onSearch,
  label,
  placeholder,
}: {
  value: string;
  onSearch: (text: string) => void;
  label?: string;
  placeholder?: string;
}) {
  const t = useUiText();
  const [draft, setDraft] = useState(value);
  const [seen, setSeen] = useState(value);
  if (seen !== value) {
    // The address changed from outside (back, cleared filters): it wins over what is typed.
    setSeen(value);
    setDraft(value);
  }
  const composing = useRef(false);
  const report = useRef(onSearch);
  useEffect(() => {
    report.current = onSearch;
  });
  useEffect(() => {
    if (draft === value) return undefined;
    const timer = setTimeout(() => !composing.current && report.current(draft), SETTLE_MS);
    return () => clearTimeout(timer);
  }, [draft, value]);
  const finish = (text: string) => {
    composing.current = false;
    setDraft(text);
    if (text !== value) report.current(text);
  };
  return (
    <Input
      type="search"
      className="eoms-search"
      allowClear
      maxLength={100}
      aria-label={label ?? t('search')}
      placeholder={placeholder ?? label ?? t('search')}
      value={draft}
      onChange={(event) => setDraft(event.target.value)}
      onCompositionStart={() => (composing.current = true)}
      onCompositionEnd={(event) => finish(event.currentTarget.value)}
      onPressEnter={(event) => !composing.current && finish(event.currentTarget.value)}
    />
  );
}
