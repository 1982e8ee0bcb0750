import type { HandlerInput, MetaCode } from '@eoms/contracts/endpoint';
import type { previewAs, SeenAs } from '@eoms/contracts/access/decisions.contract';
import { systems } from '@eoms/contracts/systems';
import { inTransaction } from '../../database/transaction.ts';
import { AppError } from '../../errors.ts';
import type { Access, Context, Scope } from '../../http/context.ts';
import { momentOf, type Moment } from '../access/access.service.ts';
import { metaRefs, roleRefs } from '../catalogue/references.service.ts';
import { personRefs } from '../people/references.service.ts';
import type { DecisionDeps } from './decision-deps.ts';
import { reachesShown } from './reach-words.service.ts';
import { personWithin } from './visible-people.service.ts';

const PREVIEW = 'access.decision.preview';
const VIEW_STORES = 'stores.store.view';

const everything: Scope = { kind: 'all' };

/** What somebody who held only this role could open; a role reaches nothing by itself, so no rows are asked for with it. */
function accessOfRole(moment: Moment, roleId: string): Access {
  const metas = new Set((moment.metasOfRole.get(roleId) ?? []).map(({ code }) => code));
  return { has: (meta) => metas.has(meta), scope: () => everything, metas: () => metas };
}

interface Looked {
  readonly access: Access;
  readonly subject: Pick<SeenAs, 'person' | 'role'>;
  readonly object: { readonly objectKind: 'person' | 'role'; readonly objectId: string };
}

type Query = HandlerInput<typeof previewAs>['query'];

async function lookAt(
  { access }: DecisionDeps,
  context: Context,
  moment: Moment,
  { personId, roleId }: Query,
): Promise<Looked> {
  if (personId !== undefined) {
    const { id } = personWithin(context, moment, PREVIEW, personId);
    const person = (await personRefs(context, [id])).get(id) ?? null;
    return {
      access: await access.accessOfPerson(id, context.now, context.transaction),
      subject: { person, role: null },
      object: { objectKind: 'person', objectId: id },
    };
  }
  const id = roleId ?? '';
  const role = (await roleRefs(context, [id])).get(id);
  if (!role) throw new AppError('not_found');
  return {
    access: accessOfRole(moment, id),
    subject: { person: null, role },
    object: { objectKind: 'role', objectId: id },
  };
}

const menusOf = ({ menus }: DecisionDeps, context: Context, access: Access): SeenAs['systems'] => {
  const as: Context = { ...context, caller: { ...context.caller, access } };
  return menus.listEnterable(access).map(({ name, manifest }) => ({
    code: name,
    title: { ...systems[name] },
    icon: manifest.icon,
    menu: menus.getSystemMenu(as, { params: { system: name } }).items,
  }));
};

async function metasOf(context: Context, moment: Moment, { access, subject }: Looked): Promise<SeenAs['metas']> {
  const held: readonly MetaCode[] = [...access.metas()].sort();
  const living = new Map(moment.facts.metas.filter(({ live }) => live).map(({ code, id }) => [code, id]));
  const refs = await metaRefs(
    context,
    held.map((code) => living.get(code) ?? null),
  );
  const reach = await reachesShown(
    context,
    moment,
    held.map((code) => access.scope(code)),
  );
  return held.flatMap((code) => {
    const meta = refs.get(living.get(code) ?? '');
    return meta ? [{ meta, reach: subject.role ? null : reach(access.scope(code)) }] : [];
  });
}

/** The portal as somebody else finds it, by the evaluator and the menus that serve him; every look is on record. */
export const otherEyes = (deps: DecisionDeps) =>
  async function seeAs(context: Context, { query }: { query: Query }): Promise<SeenAs> {
    const moment = momentOf(await deps.access.facts(context.transaction), context.now);
    const looked = await lookAt(deps, context, moment, query);
    const { access, subject, object } = looked;
    const countsStores = subject.person !== null && access.has(VIEW_STORES);
    const seen = {
      ...subject,
      at: context.now.toISOString(),
      accessVersion: deps.access.accessVersion(access),
      systems: menusOf(deps, context, access),
      metas: await metasOf(context, moment, looked),
      visibleStores: countsStores ? await deps.countStores(context, access) : null,
    };
    // A look changes nothing, so it has no transaction of its own; the record of it does.
    await inTransaction(
      deps.sequelize,
      ({ transaction }) => deps.audit({ ...context, transaction }, { action: 'previewAs', ...object }),
      { now: context.now },
    );
    return seen;
  };
