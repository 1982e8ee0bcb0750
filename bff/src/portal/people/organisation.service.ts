import { col, fn, Op, where as compare } from 'sequelize';
import type { OrgNode, UnitChange, UnitDetail, UnitHead } from '@eoms/contracts/access/organisation.record';
import type { findUnits, getOrganisation, getUnit } from '@eoms/contracts/access/organisation.contract';
import type { PersonRef, UnitRef } from '@eoms/contracts/access/shared.record';
import type { HandlerInput, HandlerOutput } from '@eoms/contracts/endpoint';
import { AppError } from '../../errors.ts';
import type { Context } from '../../http/context.ts';
import { holdsAt, type Facts } from '../access/access.service.ts';
import type { PeopleDeps } from './people-deps.ts';
import { OrgHead, OrgUnit } from './people.model.ts';
import { coversUnit, foldText, phaseAt } from './people.policy.ts';
import { picture, type Picture } from './picture.ts';
import { personRefs, unitRefs } from './references.service.ts';

const HEAD_ORDER = ['HEAD', 'ACTING', 'DEPUTY'] as const;
const KIND_ORDER = ['COMPANY', 'HQ', 'CENTRE', 'REGION', 'DISTRICT', 'STORE', 'FRANCHISE'] as const;
const PHASE_ORDER = ['NOW', 'AHEAD', 'PAST'] as const;
const MOST_FOUND = 50;

const refOf = ({ id, nameZh, nameEn, kind }: OrgUnit): UnitRef => ({ id, name: { zh: nameZh, en: nameEn }, kind });

const byPlace = (a: OrgUnit, b: OrgUnit): number =>
  KIND_ORDER.indexOf(a.kind) - KIND_ORDER.indexOf(b.kind) ||
  (a.code ?? '\uffff').localeCompare(b.code ?? '\uffff', 'en') ||
  a.nameZh.localeCompare(b.nameZh, 'zh-CN') ||
  a.id.localeCompare(b.id);

interface Scene {
  readonly facts: Facts;
  readonly view: Picture;
  readonly at: Date;
}

async function sceneAt({ access }: PeopleDeps, context: Context, wanted: string | undefined): Promise<Scene> {
  const facts = await access.facts(context.transaction);
  const at = wanted === undefined ? context.now : new Date(wanted);
  return { facts, view: picture(facts, at), at };
}

const unitsIn = (context: Context, ids: readonly string[]): Promise<OrgUnit[]> =>
  OrgUnit.findAll({ where: { id: [...ids] }, transaction: context.transaction ?? null });

async function nodesOf(context: Context, { facts, view, at }: Scene, units: readonly OrgUnit[]): Promise<OrgNode[]> {
  const ids = new Set(units.map(({ id }) => id));
  const leading = facts.heads.filter((head) => ids.has(head.unitId) && holdsAt(head, at));
  const people = await personRefs(
    { transaction: context.transaction, now: at },
    leading.map(({ personId }) => personId),
  );
  const byUnit = Map.groupBy(leading, ({ unitId }) => unitId);
  return units.map((unit) => ({
    ...refOf(unit),
    code: unit.code,
    status: unit.status,
    leaders: (byUnit.get(unit.id) ?? [])
      .toSorted((a, b) => HEAD_ORDER.indexOf(a.kind) - HEAD_ORDER.indexOf(b.kind) || +a.from - +b.from)
      .flatMap(({ kind, personId }) => {
        const person = people.get(personId);
        return person ? [{ kind, person }] : [];
      }),
    people: view.peopleIn(unit.id),
    stores: view.storesIn(unit.id),
    hasChildren: view.childrenOf(unit.id).length > 0,
  }));
}

async function headsOf(context: Context, unitId: string, at: Date, mayAppoint: boolean): Promise<UnitHead[]> {
  const transaction = context.transaction ?? null;
  const rows = await OrgHead.findAll({
    where: { unitId },
    order: [
      ['startsAt', 'DESC'],
      ['id', 'DESC'],
    ],
    transaction,
  });
  const people = await personRefs(
    { transaction: context.transaction, now: at },
    rows.map(({ personId }) => personId),
  );
  const heads = rows.flatMap(({ id, kind, personId, startsAt, endsAt, source }): UnitHead[] => {
    const person = people.get(personId);
    if (!person) return [];
    const isOver = endsAt !== null && endsAt <= context.now;
    return [
      {
        id,
        kind,
        person,
        from: startsAt.toISOString(),
        until: endsAt?.toISOString() ?? null,
        phase: phaseAt({ from: startsAt, to: endsAt }, at),
        source,
        mayEnd: mayAppoint && source === 'EOMS' && !isOver,
      },
    ];
  });
  // Who leads now comes first, the head before who stands in for him.
  return heads.toSorted(
    (a, b) =>
      PHASE_ORDER.indexOf(a.phase) - PHASE_ORDER.indexOf(b.phase) ||
      HEAD_ORDER.indexOf(a.kind) - HEAD_ORDER.indexOf(b.kind),
  );
}

/** A change before the names behind its ids are known. */
type Ahead = Pick<UnitChange, 'kind' | 'headKind'> & {
  readonly at: Date;
  readonly personId: string | null;
  readonly unitId: string | null;
};

function changesAhead({ facts, at }: Scene, unitId: string, withPeople: boolean): Ahead[] {
  const isAhead = (instant: Date | null): instant is Date => instant !== null && instant > at;
  const begins = new Set(facts.edges.filter(({ childId }) => childId === unitId).map(({ from }) => +from));
  const change = (instant: Date | null, kind: Ahead['kind'], about: Partial<Ahead> = {}): Ahead[] =>
    isAhead(instant) ? [{ at: instant, kind, headKind: null, personId: null, unitId: null, ...about }] : [];
  const moves = facts.edges
    .filter(({ childId }) => childId === unitId)
    .flatMap(({ from, to, parentId }) => [
      ...change(from, 'MOVES_BELOW', { unitId: parentId }),
      ...(to !== null && begins.has(+to) ? [] : change(to, 'ENDS')),
    ]);
  const posts = facts.heads
    .filter((head) => head.unitId === unitId)
    .flatMap(({ from, to, personId, kind: headKind }) => [
      ...change(from, 'HEAD_BEGINS', { personId, headKind }),
      ...change(to, 'HEAD_ENDS', { personId, headKind }),
    ]);
  const places = facts.assignments
    .filter((place) => withPeople && place.unitId === unitId)
    .flatMap(({ from, to, personId }) => [
      ...change(from, 'JOINS', { personId }),
      ...change(to, 'LEAVES', { personId }),
    ]);
  return [...moves, ...posts, ...places].toSorted((a, b) => +a.at - +b.at);
}

async function shownChanges(context: Context, scene: Scene, ahead: readonly Ahead[]): Promise<UnitChange[]> {
  const people: Map<string, PersonRef> = await personRefs(
    { transaction: context.transaction, now: scene.at },
    ahead.map(({ personId }) => personId),
  );
  const units = await unitRefs(
    context,
    ahead.map(({ unitId }) => unitId),
  );
  return ahead.map(({ at, kind, headKind, personId, unitId }) => ({
    at: at.toISOString(),
    kind,
    headKind,
    person: people.get(personId ?? '') ?? null,
    unit: units.get(unitId ?? '') ?? null,
  }));
}

/** A unit with its leaders and what lies ahead. @throws AppError `not_found` when it is not there at the instant. */
export async function describeUnit(
  deps: PeopleDeps,
  context: Context,
  unitId: string,
  wantedAt?: string,
): Promise<UnitDetail> {
  const scene = await sceneAt(deps, context, wantedAt);
  const [unit] = scene.view.has(unitId) ? await unitsIn(context, [unitId]) : [];
  const [node] = unit ? await nodesOf(context, scene, [unit]) : [];
  if (!unit || !node) throw new AppError('not_found');
  const { access } = context.caller;
  const mayAppoint = coversUnit(access.scope('access.organisation.edit'), unitId) && unit.status === 'ACTIVE';
  const maySeePeople = coversUnit(access.scope('access.person.view'), unitId);
  const pathIds = scene.view.pathOf(unitId);
  const path = await unitRefs(context, pathIds);
  return {
    ...node,
    at: scene.at.toISOString(),
    ehrId: unit.ehrId,
    path: pathIds.flatMap((id) => path.get(id) ?? []),
    heads: await headsOf(context, unitId, scene.at, mayAppoint),
    changes: await shownChanges(context, scene, changesAhead(scene, unitId, maySeePeople)),
    maySeePeople,
    mayAppoint,
  };
}

/** The tree of the organisation as of any instant, level by level. The chart is open to whoever may see it; people are not. */
export const organisationReader = (deps: PeopleDeps) => ({
  async getOrganisation(
    context: Context,
    { query }: HandlerInput<typeof getOrganisation>,
  ): Promise<HandlerOutput<typeof getOrganisation>> {
    const scene = await sceneAt(deps, context, query.at);
    const parentId = query.parentId ?? null;
    if (parentId !== null && !scene.view.has(parentId)) throw new AppError('not_found');
    const units = await unitsIn(context, scene.view.childrenOf(parentId));
    return { at: scene.at.toISOString(), items: await nodesOf(context, scene, units.toSorted(byPlace)) };
  },

  async findUnits(
    context: Context,
    { query }: HandlerInput<typeof findUnits>,
  ): Promise<HandlerOutput<typeof findUnits>> {
    const text = foldText(query.q);
    if (text === '') return { items: [], more: false };
    const contains = (column: string) => compare(fn('instr', fn('lower', col(column)), text), Op.gt, 0);
    const { view } = await sceneAt(deps, context, query.at);
    const matching = await OrgUnit.findAll({
      where: { [Op.or]: [contains('name_zh'), contains('name_en'), contains('code')] },
      transaction: context.transaction ?? null,
    });
    const found = matching.filter(({ id }) => view.has(id)).toSorted(byPlace);
    const shown = found.slice(0, MOST_FOUND);
    const above = await unitRefs(
      context,
      shown.flatMap(({ id }) => view.pathOf(id)),
    );
    return {
      items: shown.map((unit) => ({
        ...refOf(unit),
        code: unit.code,
        path: view.pathOf(unit.id).flatMap((id) => above.get(id) ?? []),
      })),
      more: found.length > MOST_FOUND,
    };
  },

  getUnit: (context: Context, { params, query }: HandlerInput<typeof getUnit>): Promise<UnitDetail> =>
    describeUnit(deps, context, params.unitId, query.at),
});
