import { DataTypes, Model, Op, type ModelStatic, type WhereOptions } from 'sequelize';
import { canonical, readCursor, writeCursor, type KeyKind, type KeyValue } from './keyset-cursor.ts';

/** One column of a sort order. */
export interface SortColumn {
  /** Attribute of the model. NULL counts as the smallest value on every database. */
  readonly column: string;
  readonly direction: 'asc' | 'desc';
}

/** Which page of which list. */
export interface KeysetRequest {
  /** The primary key is added as the last column, so that equal values keep one order. */
  readonly sort: readonly SortColumn[];
  /** `next` of the page before; undefined for the first page. */
  readonly cursor?: string | undefined;
  readonly limit: number;
  /** Filters of the list (never `cursor` and `limit`): a cursor only continues the list it came from. */
  readonly binding: unknown;
}

/** What goes into the model's find, and how its rows become a page. */
export interface KeysetPage {
  /** Put it into the WHERE together with filters and scope: `where: { [Op.and]: [filters, page.where] }`. */
  readonly where: WhereOptions;
  readonly order: [string, 'ASC' | 'DESC'][];
  /** One more than asked for, to know whether there is a next page. */
  readonly limit: number;
  /** Turns found rows (models or plain objects with attribute names) into a page. */
  page<Row extends object>(rows: readonly Row[]): { items: Row[]; next: string | null };
}

interface KeyColumn extends SortColumn {
  readonly kind: KeyKind;
  readonly nullable: boolean;
}

const kindOf = (type: unknown): KeyKind => {
  if (type instanceof DataTypes.DATE) return 'instant';
  if (type instanceof DataTypes.BOOLEAN) return 'boolean';
  if (type instanceof DataTypes.INTEGER || type instanceof DataTypes.BIGINT) return 'number';
  return 'text';
};

function keyColumns<M extends Model>(model: ModelStatic<M>, sort: readonly SortColumn[]): KeyColumn[] {
  const last = sort.at(-1)?.direction ?? 'asc';
  const tie = model.primaryKeyAttributes.filter((key) => !sort.some((part) => part.column === key));
  const attributes = model.getAttributes() as Record<string, { type: unknown; allowNull?: boolean }>;
  return [...sort, ...tie.map((column): SortColumn => ({ column, direction: last }))].map(({ column, direction }) => {
    const attribute = attributes[column];
    if (!attribute) throw new RangeError(`${model.name} has no attribute ${column} to sort by`);
    return { column, direction, kind: kindOf(attribute.type), nullable: attribute.allowNull !== false };
  });
}

const NEVER: WhereOptions = { [Op.or]: [] };

/** Condition "comes after this value"; undefined when nothing can. */
const after = ({ column, direction, nullable }: KeyColumn, value: KeyValue): WhereOptions | undefined => {
  if (direction === 'asc') return { [column]: value === null ? { [Op.not]: null } : { [Op.gt]: value } };
  if (value === null) return undefined;
  const smaller = { [column]: { [Op.lt]: value } };
  return nullable ? { [Op.or]: [smaller, { [column]: null }] } : smaller;
};

/** Says again what the whole condition implies, in the form from which both databases enter the index at the right place. */
const bound = ({ column, direction, nullable }: KeyColumn, value: KeyValue): WhereOptions[] => {
  if (value === null || (direction === 'desc' && nullable)) return [];
  return [{ [column]: direction === 'asc' ? { [Op.gte]: value } : { [Op.lte]: value } }];
};

/** (a, b, id) after (x, y, z), spelt out: a after x; or a = x and b after y; or a = x and b = y and id after z. */
function position(columns: readonly KeyColumn[], values: readonly KeyValue[]): WhereOptions {
  const steps: WhereOptions[] = [];
  columns.forEach((column, index) => {
    const beyond = after(column, values[index] as KeyValue);
    if (beyond === undefined) return;
    const same = columns
      .slice(0, index)
      .map((earlier, at): WhereOptions => ({ [earlier.column]: values[at] as never }));
    steps.push({ [Op.and]: [...same, beyond] });
  });
  if (steps.length === 0) return NEVER;
  const [first] = columns;
  return { [Op.and]: [...(first ? bound(first, values[0] as KeyValue) : []), { [Op.or]: steps }] };
}

const valueOf = (row: object, column: KeyColumn): KeyValue => {
  const value: unknown = row instanceof Model ? row.get(column.column) : Reflect.get(row, column.column);
  if (value === undefined)
    throw new RangeError(`a row of the page lacks ${column.column}, which the list is sorted by`);
  return value as KeyValue;
};

/**
 * Keyset paging over a model: no page is skipped or repeated when rows come and go, and page 1000 costs what page 1
 * costs. The list needs an index that ends with its sort columns and the primary key.
 * @throws AppError `invalid_cursor` when the cursor is damaged or belongs to another sort or filter.
 */
export function keysetPage<M extends Model>(model: ModelStatic<M>, request: KeysetRequest): KeysetPage {
  const columns = keyColumns(model, request.sort);
  const order = columns.map(({ column, direction }): [string, 'ASC' | 'DESC'] => [
    column,
    direction === 'asc' ? 'ASC' : 'DESC',
  ]);
  const binding = `${model.name}\n${JSON.stringify(order)}\n${canonical(request.binding)}`;
  const where = request.cursor === undefined ? {} : position(columns, readCursor(request.cursor, binding, columns));
  return {
    where,
    order,
    limit: request.limit + 1,
    page(rows) {
      const items = rows.slice(0, request.limit);
      const last = items.at(-1);
      const more = rows.length > request.limit && last !== undefined;
      return {
        items,
        next: more
          ? writeCursor(
              columns.map((column) => valueOf(last, column)),
              binding,
            )
          : null,
      };
    },
  };
}
