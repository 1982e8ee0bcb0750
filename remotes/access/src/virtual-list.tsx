import { useLayoutEffect, useRef, useState, type KeyboardEvent, type ReactNode } from 'react';
import './virtual-list.css';

/** Rows drawn beyond each end of what is seen, so that scrolling and the Tab key meet no gap. */
const OVERSCAN = 6;

/** Properties of {@link VirtualList}. */
export interface VirtualListProps<Row> {
  /** What the list holds, read to screen readers. */
  readonly label: string;
  readonly rows: readonly Row[];
  rowKey(row: Row): string;
  render(row: Row, index: number): ReactNode;
  /** Depth of a row in a tree, from 1; left out for a flat list. */
  levelOf?(row: Row): number;
  /** Height of every row in CSS pixels. */
  readonly rowHeight?: number;
  /** Most rows seen at once; a shorter list is as high as its rows. */
  readonly visibleRows?: number;
  /** Shown in place of the rows when there are none. */
  readonly empty?: ReactNode;
}

const steps = (pageRows: number, last: number): Readonly<Record<string, (index: number) => number>> => ({
  ArrowDown: (index) => index + 1,
  ArrowUp: (index) => index - 1,
  PageDown: (index) => index + pageRows,
  PageUp: (index) => index - pageRows,
  Home: () => 0,
  End: () => last,
});

const rowOf = (target: EventTarget): HTMLElement | null =>
  target instanceof Element ? target.closest<HTMLElement>('[data-index]') : null;

const isTyping = (target: EventTarget): boolean =>
  target instanceof HTMLInputElement && !['checkbox', 'radio', 'button'].includes(target.type);

/** Moves the focus from row to row by the arrow keys, also to rows that are not drawn yet. */
function useRowKeys(count: number, pageRows: number, rowHeight: number) {
  const region = useRef<HTMLDivElement>(null);
  const [wanted, setWanted] = useState<{ readonly index: number; readonly control: number } | null>(null);
  useLayoutEffect(() => {
    if (!wanted) return;
    const row = region.current?.querySelector(`[data-index="${wanted.index}"]`);
    const controls = [...(row?.querySelectorAll<HTMLElement>('button, a[href], input') ?? [])];
    (controls[wanted.control] ?? controls[0])?.focus({ preventScroll: true });
  }, [wanted]);
  const onKeyDown = (event: KeyboardEvent<HTMLElement>): void => {
    const row = rowOf(event.target);
    const step = steps(pageRows, count - 1)[event.key];
    const element = region.current;
    if (!row || !step || !element || isTyping(event.target)) return;
    event.preventDefault();
    const index = Math.min(count - 1, Math.max(0, step(Number(row.dataset['index']))));
    const controls = [...row.querySelectorAll<HTMLElement>('button, a[href], input')];
    const top = index * rowHeight;
    const height = pageRows * rowHeight;
    if (top < element.scrollTop) element.scrollTop = top;
    else if (top + rowHeight > element.scrollTop + height) element.scrollTop = top + rowHeight - height;
    setWanted({ index, control: controls.findIndex((control) => control.contains(event.target as Node)) });
  };
  return { region, onKeyDown, wanted: wanted?.index ?? null };
}

/**
 * A list of any length: only the rows in sight are in the page, so ten thousand cost what forty do. All rows have one
 * height; the arrow keys, Page Up, Page Down, Home and End go from row to row.
 */
export function VirtualList<Row>(props: VirtualListProps<Row>) {
  const { rows, rowHeight = 40, visibleRows = 14, levelOf } = props;
  const [scrolled, setScrolled] = useState(0);
  const pageRows = Math.min(visibleRows, Math.max(1, rows.length));
  const { region, onKeyDown, wanted } = useRowKeys(rows.length, pageRows, rowHeight);
  // A shorter list (a search) leaves the old scroll position behind its end.
  const top = Math.min(scrolled, Math.max(0, (rows.length - pageRows) * rowHeight));
  const first = Math.max(0, Math.floor(top / rowHeight) - OVERSCAN);
  const last = Math.min(rows.length, Math.ceil(top / rowHeight) + pageRows + OVERSCAN);
  const indexes = Array.from({ length: last - first }, (_, offset) => first + offset);
  const drawn = wanted !== null && wanted < rows.length && !indexes.includes(wanted) ? [...indexes, wanted] : indexes;
  if (rows.length === 0) return props.empty ?? null;
  return (
    <div
      ref={region}
      className="access-virtual"
      style={{ blockSize: pageRows * rowHeight + 2 }}
      onScroll={(event) => setScrolled(event.currentTarget.scrollTop)}
    >
      {/* oxlint-disable-next-line jsx-a11y/interactive-supports-focus, jsx-a11y/no-noninteractive-element-interactions -- the controls in the rows take the focus; the list hears their keys */}
      <div role="list" aria-label={props.label} style={{ blockSize: rows.length * rowHeight }} onKeyDown={onKeyDown}>
        {drawn.map((index) => {
          const row = rows[index] as Row;
          return (
            <div
              key={props.rowKey(row)}
              role="listitem"
              aria-posinset={index + 1}
              aria-setsize={rows.length}
              aria-level={levelOf?.(row)}
              data-index={index}
              className="access-virtual-row"
              style={{
                blockSize: rowHeight,
                insetBlockStart: index * rowHeight,
                ...(levelOf ? { paddingInlineStart: 12 + (levelOf(row) - 1) * 20 } : {}),
              }}
            >
              {props.render(row, index)}
            </div>
          );
        })}
      </div>
    </div>
  );
}
