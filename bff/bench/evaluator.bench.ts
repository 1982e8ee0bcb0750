import { performance } from 'node:perf_hooks';
import type { MenuNode } from '@eoms/contracts/portal/remotes.contract';
import type { Access } from '../src/http/context.ts';
import { scopedWhere } from '../src/database/scoped.ts';
import { stateOf, type AccessState } from '../src/portal/access/access-state.ts';
import type { MetaFact } from '../src/portal/access/access.service.ts';
import { versionOf } from '../src/portal/access/access-version.ts';
import { evaluated } from '../src/portal/access/evaluate.ts';
import { holders } from '../src/portal/access/questions.ts';
import { pruneMenu } from '../src/portal/menus/menus.policy.ts';
import { atMost, cpuOf, figure, heapMegabytes, single, timesOf, type Figure, type Part, type Size } from './bench.ts';
import { companyOf, idOf, numbersFrom, personId } from './facts.ts';

const NOW = new Date();
const title = { zh: '页', en: 'Page' };

const accessIn = ({ ground, people }: AccessState, id: string): Access => {
  const row = people.get(id);
  if (!row) throw new Error(`no person ${id}`);
  return evaluated(ground, row, NOW).access;
};

/** Menu of one system: a directory for every ten of its permissions, a page for each. */
const menuOf = (metas: readonly MetaFact[]): MenuNode[] =>
  [...Map.groupBy(metas, (_meta) => Math.floor(metas.indexOf(_meta) / 10)).values()].map((pages, n) => ({
    id: `d${n}`,
    title,
    children: pages.map(({ code }) => ({ id: code, title, path: `/${code}`, meta: code })),
  }));

function checks(state: AccessState, metas: readonly MetaFact[], size: Size): Figure[] {
  const draw = numbersFrom(11);
  const code = () => (metas[draw(metas.length)] as MetaFact).code;
  const person = () => idOf(9, draw(size.people));
  const known = Array.from({ length: 500 }, () => accessIn(state, person()));
  const warm = timesOf(size.rounds * 10, (round) => known[round % 500]?.has(code()));
  const whole = timesOf(size.rounds * 10, () => accessIn(state, person()).has(code()));
  const scopes = timesOf(size.rounds / 2, () => {
    const access = accessIn(state, person());
    const [meta] = access.metas();
    if (meta) scopedWhere(access.scope(meta), 'storeId');
  });
  const versions = timesOf(size.rounds / 20, () => versionOf(accessIn(state, person())));
  return [
    figure('check, warm', 'eoms', warm, 'µs', atMost(50)),
    figure('find the person and check, warm', 'eoms', whole, 'µs', atMost(50)),
    figure('data scope to a condition', 'eoms', scopes, 'µs', atMost(1000)),
    figure('version of everything a person may do', 'eoms', versions, 'µs'),
  ];
}

/** First checks of people about whom nobody asked before, in an index about which nobody asked before. */
function coldChecks(fresh: AccessState, metas: readonly MetaFact[], size: Size): Figure[] {
  const draw = numbersFrom(14);
  const ids = Array.from({ length: size.people }, (_none, n) => personId(n));
  const began = performance.now();
  accessIn(fresh, idOf(9, 1)).metas();
  const first = performance.now() - began;
  const times = timesOf(size.people, (n) => {
    accessIn(fresh, ids[n] ?? '').has((metas[draw(metas.length)] as MetaFact).code);
  });
  const all = performance.now() - began;
  return [
    single('very first question: units and rules are put in order', 'eoms', first, 'ms'),
    figure('check, cold: the first of a person', 'eoms', times, 'µs', atMost(1000)),
    single(`base rules for all ${size.people} people`, 'eoms', all, 'ms', atMost(1000)),
  ];
}

function menus(state: AccessState, metas: readonly MetaFact[], size: Size): Figure[] {
  const draw = numbersFrom(12);
  const systems = [...Map.groupBy(metas, ({ systemCode }) => systemCode).values()].map(menuOf);
  const holdsOf = (access: Access) => (meta: string) => access.has(meta as MetaFact['code']);
  const someone = () => accessIn(state, idOf(9, draw(size.people)));
  const one = timesOf(size.rounds / 4, () => {
    pruneMenu(systems[draw(systems.length)] ?? [], holdsOf(someone()));
  });
  const all = timesOf(size.rounds / 40, () => {
    const holds = holdsOf(someone());
    for (const menu of systems) pruneMenu(menu, holds);
  });
  return [
    figure('menu of one system', 'eoms', one, 'µs', atMost(1000)),
    figure(`menus of all ${systems.length} systems`, 'eoms', all, 'µs', atMost(5000)),
  ];
}

const CHANGES = 12;
const PRESENT = 200;

/** What an instance has to do when rules or roles change: everybody who is there is looked at again. */
async function changes(state: AccessState, size: Size): Promise<Figure[]> {
  const draw = numbersFrom(13);
  const present = Array.from({ length: PRESENT }, () => personId(draw(size.people)));
  const look = (changed: AccessState): void => {
    for (const id of present) {
      const access = accessIn(changed, id);
      access.metas();
      versionOf(access);
    }
  };
  const [rule, role]: [number[], number[]] = [[], []];
  look(state);
  for (let n = 0; n < CHANGES; n += 1) {
    const ruleId = idOf(8, n);
    const changing = await cpuOf(() => {
      const rules = new Map(state.ground.rules);
      rules.delete(ruleId);
      look({ ...state, ground: state.ground.with({ rules }) });
    });
    rule.push(changing);
    const { metas, roles } = state.ground.permissions;
    const old = roles.get(idOf(7, n));
    if (!old) throw new Error('no role');
    const regranting = await cpuOf(() => {
      const changed = new Map(roles).set(old.id, { ...old, metaIds: old.metaIds.slice(1) });
      look({ ...state, ground: state.ground.with({ permissions: state.ground.permissions.with(metas, changed) }) });
    });
    role.push(regranting);
  }
  const rising = (times: number[]): number[] => times.sort((a, b) => a - b);
  const meta = [...state.ground.permissions.metas.values()][0] as MetaFact;
  const began = performance.now();
  const found = holders(state, meta.code, NOW).length;
  const took = performance.now() - began;
  return [
    figure(`one rule changes, ${PRESENT} people are there: CPU`, 'eoms', rising(rule), 'ms', atMost(50)),
    figure(`one role changes, ${PRESENT} people are there: CPU`, 'eoms', rising(role), 'ms', atMost(50)),
    single(`everybody who holds a permission (${found})`, 'eoms', took, 'ms'),
  ];
}

/** The evaluator in memory: checks, menus, scopes, changes, size. */
export const part: Part = {
  name: 'evaluator',
  order: 1,
  async measure(size) {
    const facts = companyOf(size);
    const before = heapMegabytes();
    const began = performance.now();
    const state = stateOf(facts);
    const built = performance.now() - began;
    const cold = coldChecks(state, facts.metas, size);
    const heap = heapMegabytes() - before;
    return [
      single('index from facts in memory', 'eoms', built, 'ms'),
      ...cold,
      single(`profiles of roles`, 'eoms', state.ground.permissions.profileCount, ''),
      single('heap of the index with everybody answered, without the facts', 'eoms', heap, 'MB', atMost(300)),
      ...checks(state, facts.metas, size),
      ...menus(state, facts.metas, size),
      ...(await changes(state, size)),
    ];
  },
};
