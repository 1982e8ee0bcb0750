import type { Part } from './bench.ts';
import { companyDatabase } from './database.ts';
import { measureLists } from './lists.ts';
import { measureRevocation } from './revocation.ts';
import { measureStart } from './start.ts';

/** Start, scoped lists and revocation on a MariaDB server with the whole company. */
export const part: Part = {
  name: 'on MariaDB',
  order: 3,
  async measure(size) {
    const database = await companyDatabase(size);
    try {
      return [
        ...(await measureStart(database, size)),
        ...(await measureRevocation(database)),
        ...(await measureLists(database, size)),
      ];
    } finally {
      await database.stop();
    }
  },
};
