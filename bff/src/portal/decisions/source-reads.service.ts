import { QueryTypes, type Sequelize } from 'sequelize';
import type { Localized } from '@eoms/contracts/endpoint';
import type { Context } from '../../http/context.ts';
import type { ScopeKind } from '../access/access.service.ts';
import type { AskedMeta } from './decisions.policy.ts';

type Statement = Pick<Context, 'transaction'>;

/** How a grant came about. */
export interface GrantOrigin {
  readonly kind: 'LONG' | 'SHORT';
  readonly requestId: string;
  readonly requestNumber: string;
  readonly approvals: readonly { readonly actorId: string; readonly onBehalfOfId: string | null; readonly at: Date }[];
}

/** What explanations read besides the facts of the evaluator. */
export interface SourceReads {
  /** Every permission that lives, by id, as it may be asked for; a deprecated one works on, but nobody gets it any more. */
  asked(context: Statement): Promise<ReadonlyMap<string, AskedMeta>>;
  /** How grants came about: the request and the decisions that count, by id of the grant. */
  origins(context: Statement, grantIds: readonly string[]): Promise<ReadonlyMap<string, GrantOrigin>>;
  positions(context: Statement): Promise<ReadonlyMap<string, Localized>>;
  /** Last day of use of each permission a person used, by id of the permission. */
  lastUses(context: Statement, personId: string): Promise<ReadonlyMap<string, string>>;
}

interface ApprovalRow {
  readonly grantId: string;
  readonly kind: 'LONG' | 'SHORT';
  readonly requestId: string;
  readonly number: string;
  readonly actorId: string | null;
  readonly onBehalfOfId: string | null;
  readonly at: string | Date | null;
}

// Decisions of an earlier revision were about another content.
const APPROVALS = `
  SELECT g.id AS grantId, g.kind AS kind, r.id AS requestId, r.number AS number, d.actor_id AS actorId,
    d.on_behalf_of_id AS onBehalfOfId, d.at AS at
  FROM access_grant g JOIN access_request r ON r.id = g.request_id
    LEFT JOIN decision d ON d.request_id = r.id AND d.revision = r.revision AND d.verdict = 'APPROVE'
  WHERE g.id IN (:ids) ORDER BY d.at, d.id`;

const listOf = (value: unknown): ScopeKind[] =>
  (typeof value === 'string' ? JSON.parse(value) : (value ?? [])) as ScopeKind[];

/** Raw rows carry instants as text on SQLite. */
const instant = (value: string | Date): Date =>
  value instanceof Date
    ? value
    : new Date(value.includes('T') ? value : `${value.replace(' ', 'T').replace(' +00:00', '')}Z`);

function originsOf(rows: readonly ApprovalRow[]): Map<string, GrantOrigin> {
  return new Map(
    [...Map.groupBy(rows, ({ grantId }) => grantId)].flatMap(([grantId, ofGrant]) => {
      const [first] = ofGrant;
      if (!first) return [];
      const approvals = ofGrant.flatMap(({ actorId, onBehalfOfId, at }) =>
        actorId === null || at === null ? [] : [{ actorId, onBehalfOfId, at: instant(at) }],
      );
      const { kind, requestId, number } = first;
      return [[grantId, { kind, requestId, requestNumber: number, approvals }] as const];
    }),
  );
}

/** Reads for explanations on one database. */
export function createSourceReads(sequelize: Sequelize): SourceReads {
  const select = <T extends object>(sql: string, { transaction }: Statement, replacements: object = {}): Promise<T[]> =>
    sequelize.query<T>(sql, {
      type: QueryTypes.SELECT,
      replacements: replacements as Record<string, unknown>,
      transaction: transaction ?? null,
    }) as Promise<T[]>;
  return {
    async asked(context) {
      const rows = await select<{ id: string; requestable: number; kinds: unknown }>(
        `SELECT id, CASE WHEN requestable = 1 AND status = 'ACTIVE' THEN 1 ELSE 0 END AS requestable,
          scope_kinds AS kinds FROM meta WHERE status <> 'RETIRED'`,
        context,
      );
      return new Map(
        rows.map(({ id, requestable, kinds }) => [id, { requestable: requestable === 1, scopeKinds: listOf(kinds) }]),
      );
    },
    origins: async (context, grantIds) =>
      grantIds.length === 0
        ? new Map()
        : originsOf(await select<ApprovalRow>(APPROVALS, context, { ids: [...new Set(grantIds)] })),
    async positions(context) {
      const rows = await select<{ code: string; zh: string; en: string }>(
        'SELECT code, name_zh AS zh, name_en AS en FROM `position`',
        context,
      );
      return new Map(rows.map(({ code, zh, en }) => [code, { zh, en }]));
    },
    async lastUses(context, personId) {
      const rows = await select<{ metaId: string; day: string }>(
        'SELECT meta_id AS metaId, last_used_on AS day FROM access_use WHERE person_id = :personId',
        context,
        { personId },
      );
      return new Map(rows.map(({ metaId, day }) => [metaId, day]));
    },
  };
}
