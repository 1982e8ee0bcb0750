import { pino } from 'pino';
import { Op, QueryTypes, type Transaction } from 'sequelize';
import type { Endpoint, HandlerInput, HandlerOutput, MetaCode } from '@eoms/contracts/endpoint';
import { newId } from '../src/database/new-id.ts';
import { inTransaction } from '../src/database/transaction.ts';
import { AppError } from '../src/errors.ts';
import type { Context } from '../src/http/context.ts';
import { defineIdentity } from '../src/identity.ts';
import {
  createAccessService,
  recordChanges,
  type AccessService,
  type Change,
} from '../src/portal/access/access.service.ts';
import { defineAuditEvent } from '../src/portal/audit/audit.model.ts';
import { SodRule } from '../src/portal/catalogue/catalogue.model.ts';
import { declareMetas } from '../src/portal/catalogue/declare.service.ts';
import { createGrantsService, type GrantsService } from '../src/portal/grants/grants.service.ts';
import { createAdministratorsService } from '../src/portal/governance/administrators.service.ts';
import { Assignment, Person } from '../src/portal/people/people.model.ts';
import {
  BEGIN,
  personId,
  seedCatalogue,
  seedOrganisation,
  unitId,
  type PersonCode,
  type UnitCode,
} from './grants-company.ts';
import { testDatabase, type TestDatabase } from './test-database.ts';

/** One rule of separation of duties for a test. */
export interface Duty {
  readonly left: MetaCode;
  readonly right: MetaCode;
  readonly mode: SodRule['mode'];
  readonly scopeSensitive: boolean;
}

/** A small company on a database of its own, whose clock the test turns. */
export interface GrantsWorld {
  readonly database: TestDatabase;
  readonly access: AccessService;
  readonly service: GrantsService;
  now(): Date;
  turnClock(ms: number): void;
  /** Runs a command or a read of the service as its pipeline would; answers are checked against the contract. */
  call<E extends Endpoint>(endpoint: E, as: PersonCode, input: HandlerInput<E>): Promise<HandlerOutput<E>>;
  /** Like `call`, but answers the code of a refusal. */
  attempt<E extends Endpoint>(endpoint: E, as: PersonCode, input: HandlerInput<E>): Promise<string>;
  /** Writes facts in one transaction that says what changed. */
  change(changes: readonly Change[], work: (transaction: Transaction, seq: number) => Promise<void>): Promise<void>;
  /** Moves somebody to another unit, now or later. */
  move(who: PersonCode, to: UnitCode, at?: Date): Promise<void>;
  leave(who: PersonCode): Promise<void>;
  setStatus(who: PersonCode, status: 'ACTIVE' | 'SUSPENDED'): Promise<void>;
  addDuty(duty: Duty): Promise<void>;
  rows<T extends object>(sql: string): Promise<T[]>;
  close(): Promise<void>;
}

const log = pino({ level: 'silent' });

const isJson = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && !(value instanceof Date) && !Buffer.isBuffer(value);

/** A row with its JSON as text: the driver of MariaDB reads it, the one of SQLite does not. */
const asText = <T extends object>(row: T): T =>
  Object.fromEntries(
    Object.entries(row).map(([name, value]: [string, unknown]) => [
      name,
      isJson(value) ? JSON.stringify(value) : value,
    ]),
  ) as T;

/** Opens a {@link GrantsWorld}. */
export async function openGrantsWorld(): Promise<GrantsWorld> {
  const database = await testDatabase();
  const { sequelize } = database;
  defineAuditEvent(sequelize);
  defineIdentity(sequelize);
  await inTransaction(sequelize, async ({ transaction }) => {
    const seq = await recordChanges(transaction, [{ kind: 'org', ref: 'all' }], BEGIN);
    await declareMetas(transaction, BEGIN);
    await seedOrganisation(transaction, seq);
    await seedCatalogue(transaction, seq);
  });
  let now = BEGIN;
  const clock: Clock = { now: () => now, turn: (ms) => (now = new Date(now.getTime() + ms)) };
  const access = createAccessService({ sequelize, loadFranchises: () => Promise.resolve([]), log });
  const { assertAdministratorsRemain } = createAdministratorsService({ access });
  const service = createGrantsService({
    sequelize,
    access,
    // One store of the south keeps the clock of London.
    storeZone: (_context, id) => Promise.resolve(id === unitId('s1') ? 'Europe/London' : null),
    assertAdministratorsRemain: (context) => assertAdministratorsRemain(context),
  });
  return {
    database,
    access,
    service,
    ...callsOf(database, access, service, clock),
    ...factsOf(database, service, clock),
    now: clock.now,
    turnClock: clock.turn,
    rows: async <T extends object>(sql: string) =>
      (await sequelize.query<T>(sql, { type: QueryTypes.SELECT })).map(asText),
    close: database.close,
  };
}

interface Clock {
  readonly now: () => Date;
  readonly turn: (ms: number) => void;
}

/** Runs operations of the service as the pipeline of the application would. */
function callsOf(
  { sequelize }: TestDatabase,
  access: AccessService,
  service: GrantsService,
  clock: Clock,
): Pick<GrantsWorld, 'call' | 'attempt'> {
  const contextFor = async (as: PersonCode, transaction?: Transaction): Promise<Context> => ({
    requestId: 'test',
    locale: 'zh',
    caller: {
      kind: 'person',
      id: personId(as),
      name: as,
      clientId: 'test',
      sid: null,
      access: await access.accessOfPerson(personId(as), clock.now(), transaction),
    },
    now: clock.now(),
    log,
    transaction,
    afterCommit: () => undefined,
  });
  const run = async <E extends Endpoint>(
    endpoint: E,
    as: PersonCode,
    input: HandlerInput<E>,
  ): Promise<HandlerOutput<E>> => {
    const operation = service[endpoint.id as keyof GrantsService] as unknown as (
      context: Context,
      input: HandlerInput<E>,
    ) => Promise<HandlerOutput<E>>;
    const answer = async (transaction?: Transaction): Promise<HandlerOutput<E>> => {
      const context = await contextFor(as, transaction);
      if (endpoint.meta && !context.caller.access.has(endpoint.meta)) throw new AppError('permission_missing');
      return (endpoint.response?.parse(await operation(context, input)) ?? undefined) as HandlerOutput<E>;
    };
    if (endpoint.method === 'get') return answer();
    return inTransaction(sequelize, ({ transaction }) => answer(transaction), { now: clock.now() });
  };
  return {
    call: run,
    async attempt(endpoint, as, input) {
      try {
        await run(endpoint, as, input);
        return 'ok';
      } catch (error) {
        if (error instanceof AppError) return error.code;
        throw error;
      }
    },
  };
}

/** Changes of facts that other features make. */
function factsOf(
  { sequelize }: TestDatabase,
  service: GrantsService,
  clock: Clock,
): Pick<GrantsWorld, 'change' | 'move' | 'leave' | 'setStatus' | 'addDuty'> {
  const change: GrantsWorld['change'] = (changes, work) =>
    inTransaction(sequelize, async ({ transaction }) => {
      await work(transaction, await recordChanges(transaction, changes, clock.now()));
    });
  const about = (who: PersonCode): Change[] => [{ kind: 'person', ref: personId(who) }];
  return {
    change,
    move: (who, to, at = clock.now()) =>
      change(about(who), async (transaction, seq) => {
        const open = { personId: personId(who), endsAt: { [Op.or]: [null, { [Op.gt]: at }] } };
        const last = await Assignment.findOne({
          where: { personId: personId(who) },
          order: [['startsAt', 'DESC']],
          transaction,
        });
        await Assignment.destroy({ where: { ...open, startsAt: { [Op.gte]: at } }, transaction });
        await Assignment.update({ endsAt: at, seq }, { where: open, transaction });
        const place = { personId: personId(who), unitId: unitId(to), position: 'staff', level: last?.level ?? 2 };
        await Assignment.create({ id: newId(), ...place, startsAt: at, endsAt: null, seq }, { transaction });
      }),
    leave: (who) =>
      change(about(who), async (transaction, statusSeq) => {
        await Person.update({ status: 'LEFT', statusSeq }, { where: { id: personId(who) }, transaction });
        const context = {
          requestId: 'test',
          now: clock.now(),
          transaction,
          caller: { kind: 'system' as const, id: 'test' },
        };
        await service.endForLeaver(context, personId(who));
      }),
    setStatus: (who, status) =>
      change(about(who), async (transaction, statusSeq) => {
        await Person.update({ status, statusSeq }, { where: { id: personId(who) }, transaction });
      }),
    addDuty: ({ left, right, mode, scopeSensitive }) =>
      change([{ kind: 'policy', ref: 'sod' }], async (transaction, seq) => {
        const id = newId();
        const names = { code: `sod-${id.slice(-6)}`, nameZh: '职责分离', nameEn: 'Separation' };
        const sides = { leftMetas: [left], rightMetas: [right], mode, scopeSensitive };
        await SodRule.create({ id, ...names, ...sides, status: 'ACTIVE', version: 1, seq }, { transaction });
      }),
  };
}
