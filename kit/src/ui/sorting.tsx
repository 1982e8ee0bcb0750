import { useId } from 'react';
import { useUiText } from './texts.ts';
import type { UrlSort } from './url-state.ts';

interface Sortable {
  readonly key: string;
  readonly title: string;
  readonly sort?: string;
  readonly align?: 'start' | 'end';
  readonly width?: number;
}

const ARROWS = { asc: '↑', desc: '↓' } as const;

/** Heading of a column; with a sort field it is a button that orders the list. */
export function SortHeading({ column, sort }: { column: Sortable; sort: UrlSort | undefined }) {
  const field = column.sort;
  const isSorted = field !== undefined && sort?.sort === field;
  const order = isSorted
    ? { 'aria-sort': sort.order === 'asc' ? ('ascending' as const) : ('descending' as const) }
    : {};
  const width = column.width ? { style: { width: column.width } } : {};
  return (
    <th scope="col" data-align={column.align} {...order} {...width}>
      {sort && field ? (
        <button type="button" className="eoms-sort" onClick={() => sort.toggle(field)}>
          {column.title}
          <span aria-hidden="true">{isSorted ? ARROWS[sort.order] : '↕'}</span>
        </button>
      ) : (
        column.title
      )}
    </th>
  );
}

/** The same choice for narrow pages, where cards have no headings. */
export function SortChooser({ columns, sort }: { columns: readonly Sortable[]; sort: UrlSort }) {
  const t = useUiText();
  const id = useId();
  const sortable = columns.filter((column) => column.sort);
  return (
    <div className="eoms-sort-chooser">
      <label htmlFor={id}>{t('sortBy')}</label>
      <select id={id} value={sort.sort} onChange={(event) => sort.toggle(event.target.value)}>
        {sortable.map((column) => (
          <option key={column.key} value={column.sort}>
            {column.title}
          </option>
        ))}
      </select>
      <button
        type="button"
        className="eoms-sort"
        onClick={() => sort.toggle(sort.sort)}
        aria-label={t(sort.order === 'asc' ? 'sortAscending' : 'sortDescending')}
      >
        {ARROWS[sort.order]}
      </button>
    </div>
  );
}
