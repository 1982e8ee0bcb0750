import { useEffect, useRef, type KeyboardEvent, type MouseEvent, type ReactNode } from 'react';
import { Link, useNavigate } from 'react-router';
import { announce } from '../document.ts';
import type { Pages } from './pages.ts';
import { Pager } from './pager.tsx';
import { EmptyState, ErrorState, isWithdrawn, ProblemAlert } from './states.tsx';
import { SortChooser, SortHeading } from './sorting.tsx';
import { useUiText } from './texts.ts';
import type { UrlSort } from './url-state.ts';

/** One column of a table. */
export interface Column<Row> {
  readonly key: string;
  readonly title: string;
  render(row: Row): ReactNode;
  /** Field of the endpoint's `sort` this column orders by. */
  readonly sort?: string;
  /** `end` for figures. */
  readonly align?: 'start' | 'end';
  /** CSS pixels; the rest is shared out by content. */
  readonly width?: number;
  /** On a card (narrow page): left out. */
  readonly hiddenOnCard?: boolean;
}

/** What a table reads: a page of an endpoint, or rows that are already there. */
export type TablePages<Row> = Pick<Pages<Row>, 'items' | 'isLoading' | 'error' | 'refetch'> & Partial<Pages<Row>>;

/** Properties of {@link DataTable}. The first column names the row and carries its link. */
export interface DataTableProps<Row> {
  /** What the table lists, read to screen readers. */
  readonly label: string;
  readonly columns: readonly Column<Row>[];
  rowKey(row: Row): string;
  readonly pages: TablePages<Row>;
  readonly sort?: UrlSort;
  /** Where a row leads; a click anywhere on it or Enter on its first cell goes there. */
  rowHref?(row: Row): string;
  /** What opening a row does, when it leads to no page. */
  onOpen?(row: Row): void;
  readonly empty?: ReactNode;
}

const SKELETON_ROWS = ['a', 'b', 'c', 'd', 'e', 'f'];

function FirstCell<Row>({ row, column, props }: { row: Row; column: Column<Row>; props: DataTableProps<Row> }) {
  const content = column.render(row);
  const { rowHref, onOpen } = props;
  if (rowHref) {
    return (
      <Link className="eoms-row-link" to={rowHref(row)}>
        {content}
      </Link>
    );
  }
  if (onOpen) {
    return (
      <button type="button" className="eoms-row-link" onClick={() => onOpen(row)}>
        {content}
      </button>
    );
  }
  return content;
}

function Rows<Row>({ props }: { props: DataTableProps<Row> }) {
  const navigate = useNavigate();
  const [first, ...others] = props.columns;
  const opens = props.rowHref ?? props.onOpen;
  const open = (row: Row) => (event: MouseEvent<HTMLElement>) => {
    const ownControl = event.target instanceof Element && event.target.closest('a, button, input, label');
    if (ownControl || getSelection()?.type === 'Range') return;
    if (props.rowHref) void navigate(props.rowHref(row));
    else props.onOpen?.(row);
  };
  const step = (event: KeyboardEvent<HTMLElement>) => {
    const row =
      event.key === 'ArrowDown'
        ? event.currentTarget.nextElementSibling
        : event.key === 'ArrowUp'
          ? event.currentTarget.previousElementSibling
          : null;
    const link = row?.querySelector<HTMLElement>('.eoms-row-link');
    if (!link || !(event.target instanceof Element) || !event.target.closest('.eoms-row-link')) return;
    event.preventDefault();
    link.focus();
  };
  return props.pages.items.map((row) => (
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/no-noninteractive-element-interactions -- the first cell holds the same action as a link or button
    <tr
      key={props.rowKey(row)}

      className={opens ? 'eoms-row-opens' : undefined}
      {...(opens ? { onClick: open(row), onKeyDown: step } : {})}
    >
      {first && (
        <th scope="row">
          <FirstCell row={row} column={first} props={props} />
        </th>
      )}
      {others.map((column) => (
        <td
          key={column.key}

          data-label={column.title}
          data-align={column.align}
          data-on-card={!column.hiddenOnCard}
        >
          {column.render(row)}
        </td>
      ))}
    </tr>
  ));
}

function SkeletonRows({ columns }: { columns: readonly { key: string }[] }) {
  return SKELETON_ROWS.map((row) => (
    <tr key={row} aria-hidden="true" className="eoms-skeleton-row">
      {columns.map((column) => (
        <td key={column.key} data-on-card="true">
          <span className="eoms-skeleton">{'\u00a0'}</span>
        </td>
      ))}
    </tr>
  ));
}

/** Reads a new page to screen readers and starts it at its top. */
function usePageTurn(pages: TablePages<unknown>, region: { current: HTMLElement | null }): void {
  const t = useUiText();
  const { pageNumber = 1, isFetching = false, items } = pages;
  const shown = useRef(pageNumber);
  useEffect(() => {
    if (isFetching || shown.current === pageNumber) return;
    const hadFocus = region.current?.contains(document.activeElement) || document.activeElement === document.body;
    shown.current = pageNumber;
    if (hadFocus) region.current?.focus();
    announce(t('pageAnnounced', { page: pageNumber ?? '…', count: items.length }));
  }, [isFetching, pageNumber, items.length, region, t]);
}

/**
 * A list of records: order and place in the URL, cards instead of columns below 640 px, and a state of its own for
 * loading, empty, denied and failed.
 */
export function DataTable<Row>(props: DataTableProps<Row>) {
  const t = useUiText();
  const { pages, columns, sort } = props;
  const region = useRef<HTMLDivElement>(null);
  usePageTurn(pages, region);
  if (pages.error && (pages.items.length === 0 || isWithdrawn(pages.error)))
    return <ErrorState error={pages.error} onRetry={pages.refetch} />;
  const isEmpty = !pages.isLoading && pages.items.length === 0;
  return (
    <div ref={region} tabIndex={-1} className="eoms-table-region" data-fetching={Boolean(pages.isFetching)}>
      <ProblemAlert problem={pages.error} onRetry={pages.refetch} />
      {pages.isLoading && <output className="eoms-visually-hidden">{t('loading')}</output>}
      {sort && !isEmpty && <SortChooser columns={columns} sort={sort} />}
      {isEmpty ? (
        (props.empty ?? <EmptyState />)
      ) : (
        <table aria-label={props.label} aria-busy={pages.isLoading || Boolean(pages.isFetching)} className="eoms-table">
          <thead>
            <tr>
              {columns.map((column) => (
                <SortHeading key={column.key} column={column} sort={sort} />
              ))}
            </tr>
          </thead>
          <tbody>{pages.isLoading ? <SkeletonRows columns={columns} /> : <Rows props={props} />}</tbody>
        </table>
      )}
      <Pager pages={pages} />
    </div>
  );
}
