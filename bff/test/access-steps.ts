import { newId } from '../src/database/new-id.ts';
import { scopeKinds } from '../src/portal/access/access.service.ts';
import { metaCodes, T0 } from './access-facts.ts';
import { metaRow, type AccessWorld } from './access-world.ts';

const HOUR = 3600_000;
const STATUSES = ['ACTIVE', 'ACTIVE', 'SUSPENDED', 'LEFT', 'PREBOARD'];
const KINDS = ['EMPLOYEE', 'FRANCHISEE', 'EXTERNAL'];
type Row = Readonly<Record<string, unknown>>;

/** Numbers a step draws from; each picks among what is there when the step is taken. */
export class Dice {
  readonly #numbers: readonly number[];
  #next = 0;

  constructor(numbers: readonly number[]) {
    this.#numbers = numbers;
  }

  below(limit: number): number {
    const number = this.#numbers[this.#next % this.#numbers.length] ?? 0;
    this.#next += 1;
    return number % limit;
  }

  /** One of a list. @throws RangeError for an empty one. */
  of<T>(list: readonly T[]): T {
    if (list.length === 0) throw new RangeError('nothing to draw from');
    return list[this.below(list.length)] as T;
  }

  maybe<T>(make: () => T): T | null {
    return this.below(2) === 0 ? null : make();
  }

  hour(): Date {
    return new Date(T0 + (this.below(9) - 4) * HOUR);
  }

  span(): { starts_at: Date; ends_at: Date | null } {
    const from = this.hour();
    return { starts_at: from, ends_at: this.maybe(() => new Date(from.getTime() + (1 + this.below(4)) * HOUR)) };
  }
}

function scopeOf(world: AccessWorld, dice: Dice): Row {
  const kind = dice.of(scopeKinds);
  return { scope_kind: kind, scope_unit_ids: JSON.stringify(kind === 'ORG_SET' ? [dice.of(world.units)] : []) };
}

/** Adds a base rule; what is given wins over what is drawn. */
export async function addRule(world: AccessWorld, dice: Dice, given: Row = {}): Promise<string> {
  const id = newId();
  const row = {
    id,
    unit_id: dice.maybe(() => dice.of(world.units)),
    include_subtree: dice.below(3) > 0,
    position: dice.maybe(() => dice.of(['agent', 'manager'])),
    level_min: dice.maybe(() => 1 + dice.below(6)),
    person_kind: dice.maybe(() => dice.of(KINDS)),
    role_id: dice.of(world.roles),
    ...scopeOf(world, dice),
    ...dice.span(),
    ...given,
  };
  await world.commit([{ kind: 'rule', ref: id }], (writer, seq) => writer.insert('base_rule', { ...row, seq }));
  world.rules.push(id);
  return id;
}

/** Gives a role or a permission to a person. */
export async function give(world: AccessWorld, dice: Dice, given: Row = {}): Promise<string> {
  const id = newId();
  const short = dice.below(2) === 0;
  const { starts_at, ends_at } = dice.span();
  const role = dice.maybe(() => dice.of(world.roles));
  const row = {
    id,
    request_id: world.requestId,
    item_no: world.grants.length,
    grantee_id: dice.of(world.people),
    role_id: role,
    meta_id: role === null ? dice.of(world.metas) : null,
    kind: short ? 'SHORT' : 'LONG',
    basis_unit_id: short ? null : dice.maybe(() => dice.of(world.units)),
    starts_at,
    ends_at: ends_at ?? (short ? new Date(starts_at.getTime() + HOUR) : null),
    created_at: starts_at,
    version: 1,
    ...scopeOf(world, dice),
    ...given,
  };
  const personId = String(row.grantee_id);
  await world.commit([{ kind: 'person', ref: personId }], (writer, seq) =>
    writer.insert('access_grant', { ...row, seq }),
  );
  world.grants.push({ id, personId });
  return id;
}

/** Gives a person a place. */
export async function place(world: AccessWorld, dice: Dice, given: Row = {}): Promise<void> {
  const row = {
    id: newId(),
    person_id: dice.of(world.people),
    unit_id: dice.of(world.units),
    position: dice.of(['agent', 'manager']),
    level: 1 + dice.below(9),
    is_primary: dice.below(2) === 0,
    source: 'EOMS',
    ...dice.span(),
    ...given,
  };
  await world.commit([{ kind: 'person', ref: String(row.person_id) }], (writer, seq) =>
    writer.insert('assignment', { ...row, seq }),
  );
}

const person = (world: AccessWorld, ref: string, sql: string, values: Row): Promise<void> =>
  world.commit([{ kind: 'person', ref }], (writer) => writer.run(sql, values));

async function confirm(world: AccessWorld, dice: Dice): Promise<void> {
  const { id, personId } = dice.of(world.grants);
  const row = { id: newId(), grant_id: id, unit_id: dice.of(world.units), confirmed_by: world.people[0] };
  await world.commit([{ kind: 'person', ref: personId }], async (writer, seq) => {
    await writer.run('DELETE FROM grant_confirmation WHERE grant_id = :id', { id });
    await writer.insert('grant_confirmation', { ...row, at: dice.hour(), seq });
  });
}

async function breakGlass(world: AccessWorld, dice: Dice): Promise<void> {
  const id = newId();
  const personId = dice.of(world.people);
  const from = dice.hour();
  const row = { id, person_id: personId, meta_id: dice.of(world.metas), scope_kind: 'ALL', scope_unit_ids: '[]' };
  const when = { starts_at: from, ends_at: new Date(from.getTime() + 4 * HOUR), reason: '系统故障', version: 1 };
  await world.commit([{ kind: 'person', ref: personId }], (writer, seq) =>
    writer.insert('break_glass', { ...row, ...when, seq }),
  );
  world.emergencies.push({ id, personId });
}

async function moveUnit(world: AccessWorld, dice: Dice): Promise<void> {
  const [child, parent, at] = [dice.of(world.units), dice.of(world.units), dice.hour()];
  if (child === parent) return;
  await world.commit([{ kind: 'org', ref: child }], async (writer, seq) => {
    await writer.run('DELETE FROM org_edge WHERE child_id = :child AND starts_at >= :at', { child, at });
    await writer.run('UPDATE org_edge SET ends_at = :at WHERE child_id = :child', { child, at });
    const edge = { id: newId(), child_id: child, parent_id: parent, starts_at: at, seq, source: 'EOMS' };
    await writer.insert('org_edge', edge);
  });
}

async function appoint(world: AccessWorld, dice: Dice): Promise<void> {
  const head = { id: newId(), unit_id: dice.of(world.units), person_id: dice.of(world.people) };
  const row = { ...head, kind: dice.of(['HEAD', 'ACTING', 'DEPUTY']), ...dice.span(), source: 'EOMS' };
  await world.commit([{ kind: 'org', ref: head.unit_id }], (writer, seq) => writer.insert('org_head', { ...row, seq }));
}

async function franchise(world: AccessWorld, dice: Dice): Promise<void> {
  const storeId = world.unit(dice.of(['s1', 's3']));
  const { starts_at: from, ends_at: to } = dice.span();
  const others = world.franchises.filter((one) => one.storeId !== storeId);
  await world.commit([{ kind: 'franchise', ref: storeId }], async () => {
    world.franchises = [...others, { storeId, franchiseeId: world.franchisee, from, to }];
  });
}

async function toggleRoleMeta(world: AccessWorld, dice: Dice): Promise<void> {
  const pair = { role_id: dice.of(world.roles), meta_id: dice.of(world.metas) };
  const gone = dice.below(2) === 0;
  await world.commit([{ kind: 'role', ref: pair.role_id }], async (writer) => {
    await writer.run('DELETE FROM role_meta WHERE role_id = :role_id AND meta_id = :meta_id', pair);
    if (!gone) await writer.insert('role_meta', pair);
  });
}

/** Retires a permission, or declares its code again as a new one with a number of its own. */
async function retireMeta(world: AccessWorld, dice: Dice): Promise<void> {
  const index = dice.below(metaCodes.length);
  const code = metaCodes[index] as (typeof metaCodes)[number];
  const again = dice.below(2) === 0;
  const id = newId();
  await world.commit([{ kind: 'meta', ref: code.slice(0, 1) }], async (writer) => {
    await writer.run("UPDATE meta SET status = 'RETIRED', live_code = NULL WHERE live_code = :code", { code });
    if (again) await writer.insert('meta', metaRow(id, code, world.nextBit));
  });
  if (!again) return;
  world.metas[index] = id;
  world.nextBit += 1;
}

type Step = (world: AccessWorld, dice: Dice) => Promise<unknown>;

const withSome =
  (list: 'rules' | 'grants' | 'emergencies', step: Step): Step =>
  async (world, dice) =>
    world[list].length > 0 && step(world, dice);

/** Every kind of change that permissions follow from, as features make it. */
export const steps = {
  addRule,
  give,
  place,
  breakGlass,
  moveUnit,
  appoint,
  franchise,
  toggleRoleMeta,
  retireMeta,
  confirm: withSome('grants', confirm),
  endRule: withSome('rules', (world, dice) => {
    const id = dice.of(world.rules);
    return world.commit([{ kind: 'rule', ref: id }], (writer) =>
      writer.run('UPDATE base_rule SET ends_at = :at WHERE id = :id AND starts_at < :at', { id, at: dice.hour() }),
    );
  }),
  dropRule: withSome('rules', (world, dice) => {
    const id = dice.of(world.rules);
    return world.commit([{ kind: 'rule', ref: id }], (writer) =>
      writer.run('DELETE FROM base_rule WHERE id = :id', { id }),
    );
  }),
  revoke: withSome('grants', (world, dice) => {
    const { id, personId } = dice.of(world.grants);
    return person(world, personId, 'UPDATE access_grant SET revoked_at = :at WHERE id = :id', { id, at: dice.hour() });
  }),
  endBreakGlass: withSome('emergencies', (world, dice) => {
    const { id, personId } = dice.of(world.emergencies);
    return person(world, personId, 'UPDATE break_glass SET ended_at = :at WHERE id = :id', { id, at: dice.hour() });
  }),
  leaveUnit: (world, dice) => {
    const id = dice.of(world.people);
    return person(world, id, 'DELETE FROM assignment WHERE person_id = :id AND unit_id = :unit', {
      id,
      unit: dice.of(world.units),
    });
  },
  setStatus: (world, dice) => {
    const id = dice.of(world.people);
    return person(world, id, 'UPDATE person SET status = :status WHERE id = :id', { id, status: dice.of(STATUSES) });
  },
  dismiss: (world, dice) => {
    const unit = dice.of(world.units);
    return world.commit([{ kind: 'org', ref: unit }], (writer) =>
      writer.run('DELETE FROM org_head WHERE unit_id = :unit', { unit }),
    );
  },
  retireRole: (world, dice) => {
    const id = dice.of(world.roles);
    const status = dice.of(['ACTIVE', 'RETIRED']);
    return world.commit([{ kind: 'role', ref: id }], (writer) =>
      writer.run('UPDATE role SET status = :status WHERE id = :id', { id, status }),
    );
  },
  retireSystem: (world, dice) => {
    const code = dice.of(['a', 'b']);
    const status = dice.of(['LIVE', 'LIVE', 'RETIRED']);
    return world.commit([{ kind: 'meta', ref: code }], (writer) =>
      writer.run('UPDATE system_entry SET status = :status WHERE code = :code', { code, status }),
    );
  },
} satisfies Record<string, Step>;

/** Name of a step. */
export type StepName = keyof typeof steps;
