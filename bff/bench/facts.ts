import type { MetaCode } from '@eoms/contracts/endpoint';
import type {
  AssignmentFact,
  EdgeFact,
  Facts,
  GrantFact,
  HeadFact,
  MetaFact,
  PersonFact,
  RoleFact,
  RuleFact,
  UnitFact,
} from '../src/portal/access/access.service.ts';
import type { Size } from './bench.ts';

const SINCE = new Date('2020-01-01T00:00:00Z');
const ALWAYS = { from: SINCE, to: null };
const REGIONS = 8;
const DISTRICTS = 5;
const CENTRES = 40;
const ROLES_OF_SYSTEM = 20;
const METAS_OF_ROLE = 40;
const POSITIONS = ['manager', 'lead', 'agent', 'cashier', 'host', 'engineer', 'clerk', 'buyer'];

/** Numbers that look drawn at random and are the same in every run. */
export function numbersFrom(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

/** Id of the n-th record of a kind, in the form ids have. */
export const idOf = (kind: number, n: number): string =>
  `0190${String(kind).padStart(4, '0')}-0000-7000-8000-${n.toString(16).padStart(12, '0')}`;

/** Ids of a kind of which each is one text, as the loader of facts keeps them. */
const idsOf = (kind: number): ((n: number) => string) => {
  const known: string[] = [];
  return (n) => (known[n] ??= idOf(kind, n));
};

/** Ids of units of the bench by kind. */
export const unit = {
  company: idOf(1, 0),
  region: idsOf(2),
  district: idsOf(3),
  centre: idsOf(4),
  store: idsOf(5),
};

/** Id of a person of the bench. */
export const personId = idsOf(9);

function organisation({ stores }: Size): { units: UnitFact[]; edges: EdgeFact[] } {
  const units: UnitFact[] = [{ id: unit.company, kind: 'COMPANY' }];
  const edges: EdgeFact[] = [];
  const add = (id: string, kind: UnitFact['kind'], parentId: string): void => {
    units.push({ id, kind });
    edges.push({ childId: id, parentId, ...ALWAYS });
  };
  for (let n = 0; n < CENTRES; n += 1) add(unit.centre(n), 'CENTRE', unit.company);
  for (let n = 0; n < REGIONS; n += 1) add(unit.region(n), 'REGION', unit.company);
  for (let n = 0; n < REGIONS * DISTRICTS; n += 1) add(unit.district(n), 'DISTRICT', unit.region(n % REGIONS));
  for (let n = 0; n < stores; n += 1) add(unit.store(n), 'STORE', unit.district(n % (REGIONS * DISTRICTS)));
  return { units, edges };
}

function catalogue({ metas: count, systems }: Size): { metas: MetaFact[]; roles: RoleFact[] } {
  const draw = numbersFrom(1);
  const perSystem = Math.floor(count / systems);
  const systemOf = (n: number): string => `sys${Math.floor(n / perSystem)}`;
  const metas = Array.from({ length: perSystem * systems }, (_none, n) => ({
    id: idOf(6, n),
    bitNo: n,
    code: `${systemOf(n)}.thing${n % perSystem}.view` as MetaCode,
    systemCode: systemOf(n),
    riskTier: n % 4,
    live: true,
  }));
  const roles = Array.from({ length: systems * ROLES_OF_SYSTEM }, (_none, n) => {
    const system = n % systems;
    const first = system * perSystem;
    const ids = Array.from({ length: METAS_OF_ROLE }, () => idOf(6, first + draw(perSystem)));
    return { id: idOf(7, n), systemCode: `sys${system}`, live: true, metaIds: [...new Set(ids)] };
  });
  return { metas, roles };
}

function rulesOf({ rules, systems, stores }: Size): RuleFact[] {
  const draw = numbersFrom(2);
  const places = [unit.company, unit.centre(0), unit.region(0), unit.district(0), unit.store(0)];
  return Array.from({ length: rules }, (_none, n) => {
    const kind = draw(10);
    const where =
      kind < 5 ? unit.centre(draw(CENTRES)) : kind < 7 ? unit.company : kind < 8 ? unit.region(draw(REGIONS)) : null;
    return {
      id: idOf(8, n),
      unitId: where ?? (draw(2) === 0 ? unit.store(draw(stores)) : (places[draw(5)] ?? null)),
      includeSubtree: draw(4) > 0,
      position: where === unit.company || draw(3) > 0 ? (POSITIONS[draw(POSITIONS.length)] ?? null) : null,
      levelMin: draw(3) === 0 ? 1 + draw(6) : null,
      levelMax: null,
      personKind: 'EMPLOYEE' as const,
      roleId: idOf(7, draw(systems * ROLES_OF_SYSTEM)),
      scopeKind: (['OWN_STORE', 'OWN_SUBTREE', 'MANAGED', 'ALL', 'SELF'] as const)[draw(5)] ?? 'SELF',
      scopeUnitIds: [],
      ...ALWAYS,
    };
  });
}

function staff({ people: count, stores }: Size): { people: PersonFact[]; assignments: AssignmentFact[] } {
  const draw = numbersFrom(3);
  const people: PersonFact[] = [];
  const assignments: AssignmentFact[] = [];
  for (let n = 0; n < count; n += 1) {
    const id = personId(n);
    people.push({
      id,
      kind: 'EMPLOYEE',
      status: n % 50 === 49 ? 'LEFT' : 'ACTIVE',
      franchiseeId: null,
      sponsorUnitId: null,
    });
    const unitId = draw(5) === 0 ? unit.centre(draw(CENTRES)) : unit.store(draw(stores));
    const position = POSITIONS[draw(POSITIONS.length)] ?? 'agent';
    assignments.push({ personId: id, unitId, position, level: 1 + draw(9), primary: true, ...ALWAYS });
  }
  return { people, assignments };
}

function headsOf({ people }: Size): HeadFact[] {
  const leads = [unit.company, ...Array.from({ length: REGIONS }, (_none, n) => unit.region(n))];
  const districts = Array.from({ length: REGIONS * DISTRICTS }, (_none, n) => unit.district(n));
  return [...leads, ...districts].map((unitId, n) => ({
    unitId,
    personId: personId(n % people),
    kind: 'HEAD' as const,
    ...ALWAYS,
  }));
}

/** One in twenty holds more than his base permissions. */
function grantsOf({ people, metas }: Size): GrantFact[] {
  const draw = numbersFrom(4);
  return Array.from({ length: Math.floor(people / 20) }, (_none, n) => ({
    id: idOf(10, n),
    personId: personId(n * 20),
    roleId: null,
    metaId: idOf(6, draw(metas)),
    kind: 'SHORT' as const,
    basisUnitId: null,
    scopeKind: 'ALL' as const,
    scopeUnitIds: [],
    approvedAt: SINCE,
    confirmations: [],
    from: SINCE,
    to: new Date(Date.now() + 3600_000 + n),
  }));
}

/** A company of a size: the same in every run. */
export const companyOf = (size: Size): Facts => ({
  ...organisation(size),
  ...catalogue(size),
  ...staff(size),
  rules: rulesOf(size),
  heads: headsOf(size),
  grants: grantsOf(size),
  franchises: [],
  breakGlass: [],
});
