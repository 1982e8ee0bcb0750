import { QueryTypes, type Sequelize, type Transaction } from 'sequelize';
import { dialectOf } from '../../../database/connect.ts';

const businessDay = new Intl.DateTimeFormat('sv-SE', {
  timeZone: 'Asia/Shanghai',
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
});

const RAISE = {
  sqlite: 'INSERT INTO ticket_counter (day, last) VALUES (:day, :by) ON CONFLICT (day) DO UPDATE SET last = last + :by',
  mysql: 'INSERT INTO ticket_counter (day, last) VALUES (:day, :by) ON DUPLICATE KEY UPDATE last = last + :by',
} as const;

/** Day of the business zone a number belongs to, `YYYYMMDD`. */
export const numberDay = (at: Date): string => businessDay.format(at).replaceAll('-', '');

/** Ticket number as people read it. */
export const ticketNumber = (day: string, count: number): string => `GD${day}-${String(count).padStart(5, '0')}`;

/**
 * Takes the next `by` numbers of a day and answers the first. The counter's row stays locked until the transaction ends,
 * so a number is given once, and a command that is rolled back leaves no gap.
 */
export async function takeNumbers(
  sequelize: Sequelize,
  transaction: Transaction,
  day: string,
  by = 1,
): Promise<number> {
  await sequelize.query(RAISE[dialectOf(sequelize)], { replacements: { day, by }, transaction });
  const [row] = await sequelize.query<{ last: number }>('SELECT last FROM ticket_counter WHERE day = :day', {
    type: QueryTypes.SELECT,
    replacements: { day },
    transaction,
  });
  if (!row) throw new Error(`the ticket counter of ${day} is missing`);
  return row.last - by + 1;
}
