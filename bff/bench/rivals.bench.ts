import { performance } from 'node:perf_hooks';
import { createMongoAbility, type MongoAbility } from '@casl/ability';
import { newEnforcer, newModelFromString, type Enforcer } from 'casbin';
import { stateOf, type AccessState } from '../src/portal/access/access-state.ts';
import type { Facts } from '../src/portal/access/access.service.ts';
import { evaluated } from '../src/portal/access/evaluate.ts';
import { atMost, figure, heapMegabytes, single, timesOf, waitsOf, type Figure, type Part, type Size } from './bench.ts';
import { companyOf, idOf, numbersFrom } from './facts.ts';

const NOW = new Date();
const KEPT = 500;
const SAMPLE = 60;

// Their own model of roles within roles, as their documentation has it; the cheap comparison stands first.
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
m = r.obj == p.obj && g(r.sub, p.sub)
`;

/** What all three are told; people who match the same base rules are one group, whose roles are told once. */
interface Told {
  readonly size: Size;
  readonly facts: Facts;
  readonly state: AccessState;
  readonly codesOfRole: ReadonlyMap<string, readonly string[]>;
  readonly rolesOfGroup: ReadonlyMap<string, readonly string[]>;
  readonly groupOf: ReadonlyMap<string, string>;
  /** Permissions given to one person alone. */
  readonly givenTo: ReadonlyMap<string, readonly string[]>;
}

function tell(size: Size): Told {
  const facts = companyOf(size);
  const state = stateOf(facts);
  const codes = new Map(facts.metas.map(({ id, code }) => [id, code]));
  const [rolesOfGroup, groupOf] = [new Map<string, string[]>(), new Map<string, string>()];
  const numbers = new Map<object, string>();
  for (const row of state.people.rows()) {
    const { found } = evaluated(state.ground, row, NOW);
    if (!found) continue;
    const { bits } = state.ground.permissions.profileOf(found.roles());
    const group = numbers.get(bits) ?? `group ${numbers.size}`;
    groupOf.set(row.person.id, group);
    if (numbers.has(bits)) continue;
    numbers.set(bits, group);
    rolesOfGroup.set(group, [...found.roles().ids()]);
  }
  const codesOf = (ids: readonly (string | null)[]): string[] => ids.map((id) => codes.get(id ?? '') ?? '');
  const active = facts.grants.filter(({ personId }) => groupOf.has(personId));
  return {
    size,
    facts,
    state,
    codesOfRole: new Map(facts.roles.map(({ id, metaIds }) => [id, codesOf(metaIds)])),
    rolesOfGroup,
    groupOf,
    givenTo: new Map(
      [...Map.groupBy(active, ({ personId }) => personId)].map(([person, all]) => [
        person,
        codesOf(all.map(({ metaId }) => metaId)),
      ]),
    ),
  };
}

type Question = readonly [person: string, code: string];

/** Questions about anybody and anything; what is asked about is held in about a quarter of them. */
function questions({ size, facts }: Told, seed: number): () => Question {
  const draw = numbersFrom(seed);
  return () => [idOf(9, draw(size.people)), facts.metas[draw(facts.metas.length)]?.code ?? ''];
}

const answer = ({ state: { ground, people } }: Told, [person, code]: Question): boolean => {
  const row = people.get(person);
  return row !== undefined && evaluated(ground, row, NOW).access.has(code as never);
};

/** Asks a rival what was asked here, about people with grants of their own too. @throws Error when the answers differ. */
function compare(told: Told, of: string, ask: (question: Question) => boolean): void {
  const next = questions(told, 23);
  const given = [...told.givenTo].flatMap(([person, codes]) => codes.map((code): Question => [person, code]));
  const asked = [...Array.from({ length: SAMPLE }, next), ...given.slice(0, SAMPLE / 3)];
  const answers = asked.map((question) => answer(told, question));
  if (!answers.includes(true) || !answers.includes(false)) throw new Error('the sample says nothing');
  for (const [n, question] of asked.entries())
    if (ask(question) !== answers[n]) throw new Error(`${of} answers otherwise about ${question.join(' and ')}`);
}

async function loaded({ codesOfRole, rolesOfGroup, groupOf, givenTo }: Told): Promise<Enforcer> {
  const enforcer = await newEnforcer(newModelFromString(MODEL));
  const pairs = (map: ReadonlyMap<string, readonly string[]>): string[][] =>
    [...map].flatMap(([one, others]) => others.map((other) => [one, other]));
  await enforcer.addPolicies([...pairs(codesOfRole), ...pairs(givenTo)]);
  await enforcer.addGroupingPolicies([...pairs(rolesOfGroup), ...groupOf]);
  return enforcer;
}

async function casbin(told: Told): Promise<Figure[]> {
  const before = heapMegabytes();
  const began = performance.now();
  const enforcer = await loaded(told);
  const start = performance.now() - began;
  const heap = heapMegabytes() - before;
  compare(told, 'node-casbin', (question) => enforcer.enforceSync(...question));
  const next = questions(told, 21);
  const times = timesOf(Math.max(20, told.size.rounds / 500), () => void enforcer.enforceSync(...next()));
  const role = told.facts.roles[0]?.id ?? '';
  const changing = await waitsOf(5, (n) => enforcer.addPolicies([[role, `sys0.new${n}.view`]]));
  return [
    single('start', 'node-casbin', start, 'ms'),
    single('heap', 'node-casbin', heap, 'MB'),
    figure('check', 'node-casbin', times, 'µs'),
    figure('one role gets one permission more', 'node-casbin', changing, 'ms'),
  ];
}

async function casl(told: Told): Promise<Figure[]> {
  const { codesOfRole, rolesOfGroup, groupOf, givenTo, size } = told;
  const build = (person: string): MongoAbility => {
    const roles = rolesOfGroup.get(groupOf.get(person) ?? '') ?? [];
    const held = [...roles.flatMap((id) => codesOfRole.get(id) ?? []), ...(givenTo.get(person) ?? [])];
    return createMongoAbility(held.map((subject) => ({ action: 'use', subject })));
  };
  compare(told, '@casl/ability', ([person, code]) => build(person).can('use', code));
  const before = heapMegabytes();
  const kept = Array.from({ length: Math.min(KEPT, size.people) }, (_none, n) => build(idOf(9, n)));
  const heap = ((heapMegabytes() - before) * size.people) / kept.length;
  const next = questions(told, 22);
  const warm = timesOf(size.rounds * 5, (round) => void kept[round % kept.length]?.can('use', next()[1]));
  const cold = timesOf(size.rounds / 20, () => {
    const [person, code] = next();
    build(person).can('use', code);
  });
  return [
    figure('check, warm: one of 500 kept people', '@casl/ability', warm, 'µs'),
    figure('check, cold: the first of a person', '@casl/ability', cold, 'µs'),
    single(`heap if all ${size.people} people are kept (from ${kept.length})`, '@casl/ability', heap, 'MB'),
  ];
}

async function eoms(told: Told): Promise<Figure[]> {
  const before = heapMegabytes();
  const began = performance.now();
  const state = stateOf(told.facts);
  const start = performance.now() - began;
  const next = questions(told, 21);
  const check = (): void => void answer({ ...told, state }, next());
  const cold = timesOf(told.size.rounds / 20, check);
  for (const row of state.people.rows()) evaluated(state.ground, row, NOW);
  const heap = heapMegabytes() - before;
  return [
    single('start', 'eoms', start, 'ms'),
    single(`heap with all ${told.size.people} people kept`, 'eoms', heap, 'MB', atMost(300)),
    figure('check, cold: the first of a person', 'eoms', cold, 'µs', atMost(1000)),
    figure('check, warm', 'eoms', timesOf(told.size.rounds * 5, check), 'µs', atMost(50)),
  ];
}

/** The same company told to node-casbin and @casl/ability in the same run; all three must answer the same. */
export const part: Part = {
  name: 'beside node-casbin and @casl/ability',
  order: 2,
  async measure(size) {
    const told = tell(size);
    return [...(await eoms(told)), ...(await casl(told)), ...(await casbin(told))];
  },
};
