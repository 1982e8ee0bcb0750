import {
  col,
  fn,
  Op,
  where,
  type DataType,
  type Model,
  type ModelStatic,
  type Sequelize,
  type WhereOptions,
} from 'sequelize';
import type { Scope } from '../http/context.ts';

/** What a statement on a scoped model must say: whose rows it may touch, or why it may touch all. */
export interface ScopeDecision {
  /** Added to the WHERE; made by {@link scopedWhere}. */
  scopeBy?: WhereOptions;
  /** Why this statement is not limited to a caller's rows, e.g. `sweep of due changes`. */
  unscoped?: string;
}

declare module 'sequelize/types/model' {
  interface FindOptions<TAttributes> extends ScopeDecision {}
  interface CountOptions<TAttributes> extends ScopeDecision {}
  interface UpdateOptions<TAttributes> extends ScopeDecision {}
  interface DestroyOptions<TAttributes> extends ScopeDecision {}
  interface IncludeOptions extends ScopeDecision {}
  interface AggregateOptions<T extends DataType | unknown, TAttributes> extends ScopeDecision {}
  interface IncrementDecrementOptions<TAttributes> extends ScopeDecision {}
}

// Sequelize hands the same options to several hooks (count, then aggregate): the condition is added once.
const APPLIED = Symbol('scope applied');

interface GuardedOptions extends ScopeDecision {
  where?: WhereOptions;
  include?: unknown;
  order?: unknown;
  limit?: number;
  [APPLIED]?: true;
}

const scopedModels = new WeakSet<object>();

// Sequelize copies options, and passes over symbols it does not know.
const OUT_OF = Symbol('number of units');

const among = (column: string, ids: Iterable<string>, scope?: Scope): WhereOptions => ({
  [column]: { [Op.in]: [...ids] },
  ...(scope?.kind === 'units' && scope.outOf !== undefined && { [OUT_OF]: scope.outOf }),
});

/**
 * Condition that keeps a statement inside a data scope; `column` is the attribute that holds the store's id. It always names
 * the stores reached, never those left out: a store that came after the scope was worked out is nobody's until the next request.
 */
export function scopedWhere(scope: Scope, column: string): WhereOptions {
  if (scope.kind === 'all') return {};
  return among(column, scope.kind === 'units' ? scope.storeIds : [], scope);
}

/** {@link scopedWhere} for an attribute that holds the id of any unit of the organisation. */
export function scopedUnits(scope: Scope, column: string): WhereOptions {
  if (scope.kind === 'all') return {};
  return among(column, scope.kind === 'units' ? scope.unitIds : [], scope);
}

/** Attributes of a record that belongs to a person in a unit, and who asks. */
export interface OwnColumns {
  /** Attribute with the unit; left out where records have none. */
  readonly unit?: string;
  readonly person: string;
  readonly personId: string;
}

/** {@link scopedUnits} for records that belong to people: a scope that reaches his own records reaches them wherever they are. */
export function scopedOwn(scope: Scope, { unit, person, personId }: OwnColumns): WhereOptions {
  if (scope.kind === 'all') return {};
  const inside = among(unit ?? person, unit && scope.kind === 'units' ? scope.unitIds : []);
  return scope.kind === 'units' && scope.self ? { [Op.or]: [{ [person]: personId }, inside] } : inside;
}

const isEmpty = (where: WhereOptions | undefined): boolean =>
  where === undefined || where === null || (typeof where === 'object' && Reflect.ownKeys(where).length === 0);

interface Decided {
  readonly name: string;
  readonly rawAttributes?: Readonly<Record<string, { readonly field?: string }>>;
}

/** Looking into an index once takes as long as passing over so many rows. */
const ROWS_A_LOOK = 7;

/**
 * The same condition for a page that is read in order until it is full. A server that has an index for the ids looks into
 * it for each of them before it reads anything (a tenth of a second for thousands); behind a function it does not look.
 */
function inOrder({ name, rawAttributes }: Decided, condition: WhereOptions, limit: number): WhereOptions {
  const outOf = Reflect.get(condition, OUT_OF) as number | undefined;
  const [column = ''] = Object.keys(condition);
  const ids = (Reflect.get(condition, column) as { readonly [Op.in]?: readonly string[] } | undefined)?.[Op.in] ?? [];
  const field = rawAttributes?.[column]?.field;
  if (!outOf || !field || (limit * outOf) / ids.length > ids.length * ROWS_A_LOOK) return condition;
  return where(fn('COALESCE', col(`${name}.${field}`), ''), { [Op.in]: ids });
}

const decide = (model: Decided, options: GuardedOptions, pageOf?: number): void => {
  if (options[APPLIED]) return;
  if (Boolean(options.unscoped) === Boolean(options.scopeBy)) {
    throw new Error(
      `${model.name}: say \`scopeBy\` (data scope of the caller) or \`unscoped\` (the reason) with every statement`,
    );
  }
  options[APPLIED] = true;
  if (options.scopeBy === undefined || isEmpty(options.scopeBy)) return;
  const condition = pageOf ? inOrder(model, options.scopeBy, pageOf) : options.scopeBy;
  options.where = isEmpty(options.where) ? condition : { [Op.and]: [options.where, condition] };
};

interface Associated {
  readonly name: string;
  readonly associations: Readonly<Record<string, { target: Associated }>>;
}

interface Included extends GuardedOptions {
  model?: Associated;
  association?: string | { target: Associated };
  all?: unknown;
}

/** What one `include` reads and the options it carries; an alias, a model or an association alone carries none. */
const resolveInclude = (
  parent: Associated,
  entry: unknown,
): { targets: (Associated | undefined)[]; options: Included } => {
  if (typeof entry === 'string') return { targets: [parent.associations[entry]?.target], options: {} };
  if (typeof entry === 'function') return { targets: [entry as unknown as Associated], options: {} };
  const options = entry as Included & { target?: Associated; source?: unknown };
  if (options.target && options.source) return { targets: [options.target], options: {} };
  if (options.all) return { targets: Object.values(parent.associations).map((one) => one.target), options };
  const { association } = options;
  const target = typeof association === 'string' ? parent.associations[association]?.target : association?.target;
  return { targets: [options.model ?? target], options };
};

function decideIncludes(parent: Associated, options: GuardedOptions): void {
  const entries: unknown[] = Array.isArray(options.include) ? options.include : [options.include ?? []].flat();
  for (const entry of entries) {
    const included = resolveInclude(parent, entry);
    for (const target of included.targets) {
      if (!target) continue;
      if (scopedModels.has(target)) decide(target, included.options);
      decideIncludes(target, included.options);
    }
  }
}

function guard(this: unknown, options: unknown, isFind = false): void {
  const model = this as Associated;
  const given = (options ?? {}) as GuardedOptions;
  const pageOf = isFind && given.order !== undefined ? given.limit : undefined;
  if (scopedModels.has(model)) decide(model, given, pageOf);
  if (given.include) decideIncludes(model, given);
}

function guardFind(this: unknown, options: unknown): void {
  guard.call(this, options, true);
}

/** Makes the guard part of a database: no statement on a scoped model runs without a decision. */
export function guardScopes(sequelize: Sequelize): void {
  sequelize.addHook('beforeFind', guardFind);
  for (const hook of ['beforeCount', 'beforeBulkUpdate', 'beforeBulkDestroy'] as const) {
    sequelize.addHook(hook, guard);
  }
}

/**
 * Registers a model whose rows belong to stores: from now on every find, count, sum, update and destroy must carry
 * `scopeBy` or `unscoped`, or it throws.
 */
export function scopedModel<M extends Model>(model: ModelStatic<M>): void {
  scopedModels.add(model);
  // Sequelize has no hooks around these two.
  for (const name of ['aggregate', 'increment'] as const) {
    const original = Reflect.get(model, name) as (this: unknown, ...args: unknown[]) => Promise<unknown>;
    Reflect.set(model, name, async function guarded(this: { name: string }, ...args: unknown[]) {
      const at = name === 'aggregate' ? 2 : 1;
      const options = { ...((args[at] ?? {}) as GuardedOptions) };
      decide(this, options);
      return await original.apply(
        this,
        args.map((arg, index) => (index === at ? options : arg)),
      );
    });
  }
}
