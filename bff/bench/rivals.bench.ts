import { performance } from 'node:perf_hooks';
import { stateOf } from '../src/portal/access/access-state.ts';
import type { Facts } from '../src/portal/access/access.service.ts';
import { evaluated } from '../src/portal/access/evaluate.ts';
import { figure, heapMegabytes, single, timesOf, waitsOf, type Figure, type Part, type Size } from './bench.ts';
import { companyOf, idOf, numbersFrom } from './facts.ts';

const NOW = new Date();

interface Enforcer {
  addPolicies(rules: string[][]): Promise<boolean>;
  addGroupingPolicies(rules: string[][]): Promise<boolean>;
  enforceSync(...request: string[]): boolean;
}
interface Casbin {
  newModelFromString(text: string): unknown;
  newEnforcer(model: unknown): Promise<Enforcer>;
}
interface Ability {
  can(action: string, subject: string): boolean;
}
interface Casl {
  createMongoAbility(rules: { action: string; subject: string }[]): Ability;
}

// Their own model of roles, as their documentation has it.
const MODEL = `
[request_definition]
r = sub, obj
[policy_definition]
p = sub, obj
[role_definition]
g = _, _
[policy_effect]
e = some(where (p.eft == allow))
[matchers]
m = g(r.sub, p.sub) && r.obj == p.obj
`;

/** Loads a package where it is installed; these two are compared with, never used. */
async function installed<T>(name: string): Promise<T | null> {
  try {
    return (await import(name)) as T;
  } catch {
    return null;
  }
}

/** Roles that base rules give to each person: what all three are told. */
function rolesByPerson(facts: Facts): Map<string, string[]> {
  const { ground, people } = stateOf(facts);
  const roles = new Map<string, string[]>();
  for (const row of people.rows()) {
    const matched = evaluated(ground, row, NOW).found?.matched ?? [];
    roles.set(row.person.id, [...new Set(matched.flatMap(({ rules }) => rules.map(({ roleId }) => roleId)))]);
  }
  return roles;
}

interface Told {
  readonly size: Size;
  readonly facts: Facts;
  readonly roles: ReadonlyMap<string, readonly string[]>;
  readonly codes: ReadonlyMap<string, string>;
}

const question = ({ size, facts }: Told) => {
  const draw = numbersFrom(21);
  return (): [string, string] => [idOf(9, draw(size.people)), facts.metas[draw(facts.metas.length)]?.code ?? ''];
};

async function casbin(told: Told): Promise<Figure[]> {
  const module = await installed<Casbin>('casbin');
  if (!module) return [single('node-casbin is not installed', 'node-casbin', Number.NaN, '', '')];
  const before = heapMegabytes();
  const began = performance.now();
  const enforcer = await module.newEnforcer(module.newModelFromString(MODEL));
  const { facts, roles, codes, size } = told;
  await enforcer.addPolicies(facts.roles.flatMap((role) => role.metaIds.map((id) => [role.id, codes.get(id) ?? ''])));
  const memberships = [...roles].flatMap(([person, ids]) => ids.map((id) => [person, id]));
  await enforcer.addGroupingPolicies(memberships);
  const start = performance.now() - began;
  const ask = question(told);
  const times = timesOf(Math.max(20, size.rounds / 1000), () => void enforcer.enforceSync(...ask()));
  const changing = await waitsOf(5, (n) => enforcer.addPolicies([[facts.roles[0]?.id ?? '', `sys0.new${n}.view`]]));
  return [
    single('start', 'node-casbin', start, 'ms', ''),
    single('heap', 'node-casbin', heapMegabytes() - before, 'MB', ''),
    figure('check, warm', 'node-casbin', times, 'µs', ''),
    figure('one role changes', 'node-casbin', changing, 'ms', ''),
  ];
}

async function casl(told: Told): Promise<Figure[]> {
  const module = await installed<Casl>('@casl/ability');
  if (!module) return [single('@casl/ability is not installed', '@casl/ability', Number.NaN, '', '')];
  const { facts, roles, codes, size } = told;
  const metasOf = new Map(facts.roles.map((role) => [role.id, role.metaIds.map((id) => codes.get(id) ?? '')]));
  const build = (person: string): Ability =>
    module.createMongoAbility(
      (roles.get(person) ?? []).flatMap((id) => (metasOf.get(id) ?? []).map((subject) => ({ action: 'use', subject }))),
    );
  const before = heapMegabytes();
  const kept = new Map<string, Ability>();
  for (let n = 0; n < 500; n += 1) kept.set(idOf(9, n), build(idOf(9, n)));
  const heap = ((heapMegabytes() - before) * size.people) / 500;
  const draw = numbersFrom(22);
  const ask = question(told);
  const warm = timesOf(size.rounds * 10, () => void kept.get(idOf(9, draw(500)))?.can('use', ask()[1]), 10);
  const cold = timesOf(size.rounds / 10, () => {
    const [person, code] = ask();
    build(person).can('use', code);
  });
  return [
    figure('check, warm', '@casl/ability', warm, 'µs', ''),
    figure('check, cold: evaluate a person for the first time', '@casl/ability', cold, 'µs', ''),
    single(`heap if all ${size.people} are kept (from 500)`, '@casl/ability', heap, 'MB', ''),
  ];
}

async function eoms({ facts, size, ...told }: Told): Promise<Figure[]> {
  const before = heapMegabytes();
  const began = performance.now();
  const { ground, people } = stateOf(facts);
  const start = performance.now() - began;
  const ask = question({ facts, size, ...told });
  const check = (): void => {
    const [person, code] = ask();
    const row = people.get(person);
    if (row) evaluated(ground, row, NOW).access.has(code as never);
  };
  const cold = timesOf(size.rounds / 10, check);
  const warm = timesOf(size.rounds * 10, check, 10);
  return [
    single('start', 'eoms', start, 'ms', ''),
    single('heap', 'eoms', heapMegabytes() - before, 'MB', ''),
    figure('check, cold: evaluate a person for the first time', 'eoms', cold, 'µs', ''),
    figure('check, warm', 'eoms', warm, 'µs', ''),
  ];
}

/** The same company told to node-casbin and @casl/ability in the same run. */
export const part: Part = {
  name: 'beside node-casbin and @casl/ability',
  order: 2,
  async measure(size) {
    const facts = companyOf(size);
    const codes = new Map(facts.metas.map(({ id, code }) => [id, code]));
    const told = { size, facts, roles: rolesByPerson(facts), codes };
    return [...(await eoms(told)), ...(await casl(told)), ...(await casbin(told))];
  },
};
