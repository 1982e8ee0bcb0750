import type { HandlerInput, MetaCode } from '@eoms/contracts/endpoint';
import type {
  explainDecision,
  Explanation,
  ExplainVerdict,
  OwnPermission,
  RecordKind,
} from '@eoms/contracts/access/decisions.contract';
import type { MenuNode } from '@eoms/contracts/portal/remotes.contract';
import { inTransaction } from '../../database/transaction.ts';
import { AppError } from '../../errors.ts';
import type { Context } from '../../http/context.ts';
import { momentOf, sourcesAt, standingOf, type MetaFact, type Moment, type Source } from '../access/access.service.ts';
import { personRefs, unitRefs } from '../people/references.service.ts';
import type { DecisionDeps } from './decision-deps.ts';
import { covers, pageAt, type FoundPage, type PlacedRecord } from './decisions.policy.ts';
import { reachesShown } from './reach-words.service.ts';
import { remediesFor } from './remedies.service.ts';
import type { SourceReads } from './source-reads.service.ts';
import { metaIdsOfGrant, originOfGrant, standingShown, wordsFor, type SourceWords } from './source-words.service.ts';
import { personWithin } from './visible-people.service.ts';

const EXPLAIN = 'access.decision.explain';
const LOOK_BACK_MS = 90 * 24 * 3600_000;

type Query = HandlerInput<typeof explainDecision>['query'];

interface Question {
  readonly meta: MetaFact;
  readonly page: FoundPage | null;
  readonly record: { readonly kind: RecordKind; readonly id: string } | null;
}

/** The Meta of a code: the living one, or the last that had it. */
const metaOf = (moment: Moment, code: string): MetaFact | undefined => {
  const all = moment.facts.metas.filter((meta) => meta.code === code);
  return all.find(({ live }) => live) ?? all.toSorted((a, b) => a.bitNo - b.bitNo).at(-1);
};

function questionOf({ registry }: Pick<DecisionDeps, 'registry'>, moment: Moment, query: Query): Question {
  const manifests = registry.deployed().map(({ manifest }) => manifest);
  const page = query.path === undefined ? null : pageAt(manifests, query.path);
  const meta = metaOf(moment, page?.meta ?? query.meta ?? '');
  if (!meta) throw new AppError('not_found');
  const { objectKind, objectId } = query;
  const record = objectKind !== undefined && objectId !== undefined ? { kind: objectKind, id: objectId } : null;
  return { meta, page, record: record ?? page?.record ?? null };
}

const nodesOf = (nodes: readonly MenuNode[]): MenuNode[] =>
  nodes.flatMap((node) => [node, ...nodesOf(node.children ?? [])]);

/** A page by the name its menu gives it; one that no menu leads to, such as a detail, by the page it lies below. */
function pageShown({ manifest, path }: FoundPage): Explanation['page'] {
  const pages = nodesOf(manifest.menu).filter((node) => node.path !== undefined);
  const above = pages
    .filter((node) => path === node.path || path.startsWith(`${node.path ?? ''}/`))
    .toSorted((a, b) => (b.path ?? '').length - (a.path ?? '').length)[0];
  const title = above?.title ?? { zh: path, en: path };
  return { system: manifest.name, path: manifest.basePath + path, title: { ...title } };
}

const reachOf = ({ reach, self }: Source): Parameters<typeof covers>[0] =>
  reach === 'all' ? 'all' : { unitIds: reach, self };

/** Grants of the permission that give nothing now, so that a person learns that his own ended yesterday. */
function idleGrants(moment: Moment, personId: string, meta: MetaFact) {
  const since = moment.at.getTime() - LOOK_BACK_MS;
  return moment.facts.grants.filter((grant) => {
    if (grant.personId !== personId || !metaIdsOfGrant(moment, grant).includes(meta.id)) return false;
    const { state } = standingOf(grant, moment.assignmentsOf.get(personId) ?? [], moment.at);
    return state !== 'active' && (state !== 'ended' || (grant.to?.getTime() ?? moment.at.getTime()) >= since);
  });
}

interface Findings {
  readonly question: Question;
  readonly sources: readonly Source[];
  readonly placed: PlacedRecord | null;
  readonly verdict: ExplainVerdict;
}

function verdictOf(
  moment: Moment,
  personId: string,
  { question, sources, placed }: Omit<Findings, 'verdict'>,
): ExplainVerdict {
  if (moment.people.get(personId)?.status !== 'ACTIVE') return 'person_inactive';
  if (!question.meta.live) return 'permission_retired';
  if (sources.length === 0) return 'not_held';
  if (question.record === null) return 'allowed';
  if (placed === null) return 'record_unknown';
  return sources.some((source) => covers(reachOf(source), placed, personId)) ? 'allowed' : 'out_of_scope';
}

async function recordShown(
  context: Context,
  personId: string,
  { question, placed }: Findings,
): Promise<Explanation['record']> {
  if (!question.record) return null;
  const { kind, id } = question.record;
  const [unitId] = placed?.unitIds ?? [];
  const units = await unitRefs(context, [unitId ?? null]);
  return {
    kind,
    id,
    name: placed?.name ?? null,
    unit: units.get(unitId ?? '') ?? null,
    own: placed?.ownerPersonId === personId,
  };
}

function idleShown(moment: Moment, personId: string, meta: MetaFact, words: SourceWords): OwnPermission[] {
  return idleGrants(moment, personId, meta).map((grant) => {
    const source = words.source(originOfGrant(grant));
    const metas = words.metas(metaIdsOfGrant(moment, grant));
    return {
      key: `grant-${grant.id}`,
      role: source.role,
      metas,
      source,
      ...standingShown(moment, grant),
      lastUsedOn: null,
    };
  });
}

async function find(deps: DecisionDeps, context: Context, moment: Moment, personId: string, query: Query) {
  const question = questionOf(deps, moment, query);
  const held = sourcesAt(moment, personId);
  const sources = held.filter(({ metaId }) => metaId === question.meta.id);
  const { record } = question;
  const placed = record ? await deps.recordResolvers[record.kind](context, record.id) : null;
  const findings = { question, sources, placed };
  return { held, findings: { ...findings, verdict: verdictOf(moment, personId, findings) } };
}

async function shown(
  deps: DecisionDeps,
  reads: SourceReads,
  context: Context,
  moment: Moment,
  personId: string,
  found: Awaited<ReturnType<typeof find>>,
): Promise<Explanation> {
  const { findings, held } = found;
  const { question, sources, placed, verdict } = findings;
  const idle = idleGrants(moment, personId, question.meta);
  const words = await wordsFor(
    reads,
    context,
    moment,
    [...sources, ...idle.map(originOfGrant)],
    [question.meta.id, ...idle.flatMap((grant) => metaIdsOfGrant(moment, grant))],
  );
  const [meta] = words.metas([question.meta.id]);
  const person = (await personRefs(context, [personId])).get(personId);
  if (!meta || !person) throw new AppError('not_found');
  const code = question.meta.code;
  const scope = (await deps.access.accessOfPerson(personId, context.now, context.transaction)).scope(code);
  const curable = verdict === 'not_held' || verdict === 'out_of_scope';
  const lack = { personId, missing: question.meta, held, record: placed };
  return {
    person,
    at: context.now.toISOString(),
    meta,
    page: question.page && pageShown(question.page),
    allowed: verdict === 'allowed',
    verdict,
    sources: sources.map((source) => ({
      source: words.source(source),
      reaches: placed === null ? null : covers(reachOf(source), placed, personId),
    })),
    idle: idleShown(moment, personId, question.meta, words),
    reach: (await reachesShown(context, moment, [scope]))(scope),
    record: await recordShown(context, personId, findings),
    remedies: curable ? await remediesFor(deps, context, moment, lack, await reads.asked(context)) : [],
  };
}

/** Why somebody may or may not do something: oneself, or others within the scope of the permission to ask about them. */
export const explainer = (deps: DecisionDeps, reads: SourceReads) =>
  async function explain(context: Context, { query }: { query: Query }): Promise<Explanation> {
    const { caller } = context;
    const personId = query.personId ?? caller.id;
    const other = personId !== caller.id;
    if (other && !caller.access.has(EXPLAIN)) throw new AppError('permission_missing', { meta: EXPLAIN });
    const moment = momentOf(await deps.access.facts(context.transaction), context.now);
    if (other) personWithin(context, moment, EXPLAIN, personId);
    const found = await find(deps, context, moment, personId, query);
    const answer = await shown(deps, reads, context, moment, personId, found);
    if (other) {
      const code: MetaCode = found.findings.question.meta.code;
      const detail = { meta: code, verdict: answer.verdict };
      await inTransaction(
        deps.sequelize,
        ({ transaction }) =>
          deps.audit(
            { ...context, transaction },
            { action: 'explainDecision', objectKind: 'person', objectId: personId, detail },
          ),
        { now: context.now },
      );
    }
    return answer;
  };
