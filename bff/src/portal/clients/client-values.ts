import type * as contract from '@eoms/contracts/access/clients.contract';
import type { HandlerInput, MetaCode } from '@eoms/contracts/endpoint';
import { AppError, type RefusedValue } from '../../errors.ts';
import type { Context, Scope } from '../../http/context.ts';
import { unitsByIds } from '../people/people.service.ts';
import { readKeys, type KeySet } from './client-keys.ts';
import { givable, reachOf, type ClientsDeps } from './client-reads.service.ts';
import type { ServiceClient } from './clients.model.ts';
import { reachesClient, reachesEnough, type Reach } from './clients.policy.ts';

/** What a person enters about a client that is there; about a new one everything. */
export type Entered = Omit<HandlerInput<typeof contract.changeClient>['body'], 'reason'>;

/** Columns a command writes. */
export interface Values {
  readonly name?: string;
  readonly metas?: MetaCode[];
  readonly scopeKind?: 'ALL' | 'STORES';
  readonly storeIds?: string[];
  readonly jwks?: KeySet;
}

async function metaRefusals(deps: ClientsDeps, context: Context, metas: readonly string[]): Promise<RefusedValue[]> {
  const allowed = metas.length === 0 ? new Set<string>() : await givable(deps, context);
  return metas.flatMap((meta, index) =>
    allowed.has(meta)
      ? []
      : [
          {
            pointer: `#/body/metas/${index}`,
            code: 'client_meta_forbidden',
            messages: {
              zh: `接入方不能持有权限点 ${meta}（不存在、已停用，或属于权限中心）`,
              en: `A service client cannot hold ${meta}: unknown, retired, or of the permission centre`,
            },
          },
        ],
  );
}

const everywhere: Scope = { kind: 'all' };

async function storeRefusals(context: Context, storeIds: Reach, scope: Scope): Promise<RefusedValue[]> {
  const inside = reachesClient(scope, storeIds);
  const units = storeIds === null ? new Map() : await unitsByIds(context, storeIds);
  if (inside && (storeIds ?? []).every((id) => units.get(id)?.kind === 'STORE')) return [];
  const messages = {
    zh: '含有不存在或不在你管理范围内的门店',
    en: 'A store does not exist or lies outside what you manage',
  };
  return [{ pointer: '#/body/storeIds', code: 'store_unknown', messages }];
}

function pushRefusals(metas: readonly string[], storeIds: Reach): RefusedValue[] {
  if (reachesEnough(metas, storeIds)) return [];
  const messages = {
    zh: '人事系统推送面向整个公司，不能限定门店',
    en: 'A push from HR is about the whole company: it cannot be limited to stores',
  };
  return [{ pointer: '#/body/storeIds', code: 'push_needs_all', messages }];
}

function refuse(errors: readonly RefusedValue[]): void {
  if (errors.length > 0) throw new AppError('validation_failed', { errors: [...errors] });
}

/** What a command writes, checked for a caller who manages clients inside a scope. @throws AppError `validation_failed`. */
export async function valuesOf(
  deps: ClientsDeps,
  context: Context,
  entered: Entered,
  { before, scope }: { readonly before: ServiceClient | null; readonly scope: Scope },
): Promise<Values> {
  const { name, metas, storeIds, keys } = entered;
  // What a change leaves as it is counts too.
  const reach = storeIds === undefined ? before && reachOf(before) : storeIds;
  refuse([
    ...(await metaRefusals(deps, context, metas ?? [])),
    ...(storeIds === undefined ? [] : await storeRefusals(context, storeIds, scope)),
    ...pushRefusals(metas ?? before?.metas ?? [], reach),
  ]);
  return {
    ...(name === undefined ? {} : { name }),
    ...(metas === undefined ? {} : { metas: [...new Set(metas)].sort() as MetaCode[] }),
    ...(storeIds === undefined
      ? {}
      : { scopeKind: storeIds === null ? 'ALL' : 'STORES', storeIds: [...new Set(storeIds ?? [])].sort() }),
    ...(keys === undefined ? {} : { jwks: await readKeys(keys) }),
  };
}

/** Refuses what a client could not be any more: permissions retire, stores close. @throws AppError `validation_failed`. */
export async function assertStillPossible(
  deps: ClientsDeps,
  context: Context,
  { metas, stores }: { readonly metas: readonly string[]; readonly stores: Reach },
): Promise<void> {
  refuse([
    ...(await metaRefusals(deps, context, metas)),
    ...(await storeRefusals(context, stores, everywhere)),
    ...pushRefusals(metas, stores),
  ]);
}
