import { openDatabase } from '../src/database/connect.ts';
import { defineIdentity } from '../src/identity.ts';
import { pictureOf } from '../src/portal/access/access.policy.ts';
import { createAccessService } from '../src/portal/access/access.service.ts';

/** What another process is asked: everybody's permissions at some instants, on a database. */
export interface Question {
  readonly address: { readonly url: string | undefined; readonly file: string };
  readonly people: readonly string[];
  readonly instants: readonly string[];
}

const { address, people, instants } = JSON.parse(process.argv[2] ?? '') as Question;
const sequelize = await openDatabase(address);
defineIdentity(sequelize);
const access = createAccessService({ sequelize, loadFranchises: async () => [] });
const pictures: string[] = [];
for (const instant of instants)
  for (const id of people) pictures.push(pictureOf(await access.accessOfPerson(id, new Date(instant))));
process.stdout.write(JSON.stringify({ offset: new Date(0).getTimezoneOffset(), pictures }));
await sequelize.close();
