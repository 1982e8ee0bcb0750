import { performance } from 'node:perf_hooks';
import type { MenuNode } from '@eoms/contracts/portal/remotes.contract';
import type { Access } from '../src/http/context.ts';
import { scopedWhere } from '../src/database/scoped.ts';
import { stateOf, type AccessState } from '../src/portal/access/access-state.ts';
import type { MetaFact } from '../src/portal/access/access.service.ts';
import { evaluate, evaluated } from '../src/portal/access/evaluate.ts';
import { holders } from '../src/portal/access/questions.ts';
import { pruneMenu } from '../src/portal/menus/menus.policy.ts';
import { cpuOf, figure, heapMegabytes, quantile, single, timesOf, type Figure, type Part, type Size } from './bench.ts';
import { companyOf, idOf, numbersFrom } from './facts.ts';

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
  const cold = timesOf(size.rounds / 2, (round) => {
    const row = state.people.get(idOf(9, round % size.people));
    if (row) evaluate(state.ground, row, NOW).access.has(code());
  });
  const known = Array.from({ length: 500 }, () => accessIn(state, person()));
  const warm = timesOf(size.rounds * 50, (round) => known[round % 500]?.has(code()), 50);
  const whole = timesOf(size.rounds * 10, () => accessIn(state, idOf(9, draw(500))).has(code()), 10);
  const scopes = timesOf(size.rounds / 2, () => {
    const access = accessIn(state, person());
    const [meta] = access.metas();
    if (meta) scopedWhere(access.scope(meta), 'storeId');
  });
  return [
    figure('check, warm', 'eoms', warm, 'µs', 'p99 < 50 µs'),
    figure('find the person and check, warm', 'eoms', whole, 'µs', 'p99 < 50 µs'),
    figure('check, cold: evaluate a person for the first time', 'eoms', cold, 'µs', 'p99 < 1000 µs'),
    figure('data scope to a condition', 'eoms', scopes, 'µs', 'p99 < 1000 µs'),
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
    figure('menu of one system', 'eoms', one, 'µs', 'p99 < 1000 µs'),
    figure(`menus of all ${systems.length} systems`, 'eoms', all, 'µs', 'p99 < 5000 µs'),
  ];
}

async function changes(state: AccessState, size: Size): Promise<Figure[]> {
  const draw = numbersFrom(13);
  const ids = Array.from({ length: 200 }, () => idOf(9, draw(size.people)));
  const look = (changed: AccessState): void => {
    for (const id of ids) accessIn(changed, id).metas();
  };
  const rule = await cpuOf(() => {
    const rules = new Map(state.ground.rules);
    rules.delete(idOf(8, 0));
    look({ ...state, ground: state.ground.with({ rules }) });
  });
  const role = await cpuOf(() => {
    const { metas, roles } = state.ground.permissions;
    const id = idOf(7, 0);
    const old = roles.get(id);
    if (!old) throw new Error('no role');
    const changed = new Map(roles).set(id, { ...old, metaIds: old.metaIds.slice(1) });
    look({ ...state, ground: state.ground.with({ permissions: state.ground.permissions.with(metas, changed) }) });
  });
  const meta = [...state.ground.permissions.metas.values()][0] as MetaFact;
  const began = performance.now();
  const found = holders(state, meta.code, NOW).length;
  const took = performance.now() - began;
  return [
    single('one rule changes, and 200 people are answered', 'eoms', rule, 'ms', '< 50 ms CPU'),
    single('one role changes, and 200 people are answered', 'eoms', role, 'ms', '< 50 ms CPU'),
    single(`everybody who holds a permission (${found})`, 'eoms', took, 'ms', ''),
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
    const everybody = performance.now();
    const times = timesOf(size.people, (n) => void accessIn(state, idOf(9, n)));
    const all = performance.now() - everybody;
    const heap = heapMegabytes() - before;
    return [
      single('index from facts in memory', 'eoms', built, 'ms', ''),
      single(`rules for all ${size.people} people`, 'eoms', all, 'ms', '< 1000 ms'),
      single('one of them', 'eoms', quantile(times, 0.99), 'µs', ''),
      single(`profiles of roles`, 'eoms', state.ground.permissions.profileCount, '', ''),
      single('heap of the index with everybody answered, without the facts', 'eoms', heap, 'MB', ''),
      ...checks(state, facts.metas, size),
      ...menus(state, facts.metas, size),
      ...(await changes(state, size)),
    ];
  },
};
