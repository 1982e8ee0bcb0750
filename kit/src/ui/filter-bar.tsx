import { Button, Select } from 'antd';
import { useId, useState, type ReactNode } from 'react';
import { useUiText } from './texts.ts';

/** Filters of a list. On a narrow page all but the search fold away behind a button that says how many are set. */
export function FilterBar({
  search,
  children,
  active = 0,
  onClear,
}: {
  search?: ReactNode;
  children?: ReactNode;
  active?: number;
  onClear?: () => void;
}) {
  const t = useUiText();
  const [open, setOpen] = useState(false);
  const panel = useId();
  return (
    <section aria-label={t('filters')} className="eoms-filters">
      {search}
      {children && (
        <>
          <Button
            className="eoms-filters-toggle"
            aria-expanded={open}
            aria-controls={panel}
            onClick={() => setOpen(!open)}
          >
            {active > 0 ? t('filtersActive', { count: active }) : t('filters')}
          </Button>
          <div id={panel} className="eoms-filters-panel" data-open={open}>
            {children}
          </div>
        </>
      )}
      {onClear && active > 0 && (
        <Button type="link" onClick={onClear}>
          {t('clear')}
        </Button>
      )}
    </section>
  );
}

/** One choice of a filter. */
export interface Choice<T extends string> {
  readonly value: T;
  readonly label: string;
}

/** Filter by one or several of a closed set. */
export function FilterSelect<T extends string>(
  props: { label: string; options: readonly Choice<T>[] } & (
    | { multiple: true; value: readonly T[]; onChange: (value: readonly T[]) => void }
    | { multiple?: false; value: T | undefined; onChange: (value: T | undefined) => void }
  ),
) {
  const shared = {
    'aria-label': props.label,
    placeholder: props.label,
    allowClear: true,
    options: [...props.options],
    className: 'eoms-filter-select',
    popupMatchSelectWidth: false,
  };
  if (props.multiple) {
    return (
      <Select<T[]>
        {...shared}
        mode="multiple"
        maxTagCount="responsive"
        value={[...props.value]}
        onChange={(value) => props.onChange(value ?? [])}
      />
    );
  }
  return <Select<T> {...shared} value={props.value ?? null} onChange={(value?: T) => props.onChange(value)} />;
}
