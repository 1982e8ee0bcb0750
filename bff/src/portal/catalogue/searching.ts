import { col, fn, Op, where as compare, type WhereOptions } from 'sequelize';
import type { Context } from '../../http/context.ts';

/** Options every statement of a request carries. */
export const within = ({ transaction }: Pick<Context, 'transaction'>) => ({ transaction: transaction ?? null });

/** Each word must occur in one of the columns. Not LIKE: it treats % and _ as signs and folds case differently on the two databases. */
export const containsWords = (text: string | undefined, columns: readonly string[]): WhereOptions[] =>
  (text ?? '')
    .toLowerCase()
    .split(/\s+/u)
    .filter((word) => word !== '')
    .map((word) => ({
      [Op.or]: columns.map((column) => compare(fn('instr', fn('lower', col(column)), word), Op.gt, 0)),
    }));

/** Limits a column to the values of a filter; without a filter it says nothing. */
export const oneOf = <T>(column: string, values: readonly T[] | undefined): WhereOptions =>
  values ? { [column]: { [Op.in]: [...values] } } : {};
