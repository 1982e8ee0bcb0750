import type { ApiCaller } from './api.ts';

/** How far a permission is wanted. */
export interface WantedScope {
  readonly kind: 'SELF' | 'OWN_STORE' | 'OWN_SUBTREE' | 'MANAGED' | 'ORG_SET' | 'ALL';
  readonly unitIds: readonly string[];
}

/** A short-term permission as tests ask for it. */
export interface Wanted {
  readonly meta: string;
  readonly scope: WantedScope;
  /** Seconds it is to last. */
  readonly seconds: number;
  readonly reason?: string;
}

/** A request as far as tests look at it. */
export interface RequestRecord {
  readonly id: string;
  readonly state: string;
  readonly revision: number;
  readonly contentHash: string;
  readonly grantIds: readonly string[];
}

type Answer = Awaited<ReturnType<ApiCaller['get']>>;

/** Body of an answer that succeeded. @throws Error with status and text of one that did not. */
export async function answered<T>(answer: Answer): Promise<T> {
  if (!answer.ok()) throw new Error(`${answer.status()} ${await answer.text()}`);
  return (await answer.json()) as T;
}

const bodyOf = ({ meta, scope, seconds, reason = '盘点期间临时需要' }: Wanted) => ({
  kind: 'SHORT',
  items: [{ roleId: null, metaCode: meta, scope }],
  reason,
  ticketRef: null,
  wantedFrom: null,
  wantedUntil: new Date(Date.now() + seconds * 1000).toISOString(),
  durationMinutes: null,
});

/** Id of the person behind a caller. */
export const ownId = async (caller: ApiCaller): Promise<string> =>
  (await answered<{ person: { id: string } }>(await caller.get('/api/portal/bootstrap'))).person.id;

/** The whole company as a scope. */
export async function company(caller: ApiCaller): Promise<WantedScope> {
  const { items } = await answered<{ items: { id: string }[] }>(await caller.get('/api/access/organisation'));
  return { kind: 'ORG_SET', unitIds: items.slice(0, 1).map(({ id }) => id) };
}

/** Asks for a permission for oneself. */
export const ask = async (caller: ApiCaller, wanted: Wanted): Promise<RequestRecord> =>
  answered(await caller.send('post', '/api/access/requests', { granteeId: null, ...bodyOf(wanted), submit: true }));

/** Agrees to a request as the caller was shown it. */
export async function approve(caller: ApiCaller, { id, revision, contentHash }: RequestRecord): Promise<void> {
  const decision = { requestId: id, revision, contentHash, verdict: 'APPROVE', comment: null };
  const answer = await caller.send('post', '/api/access/inbox/decisions', { decisions: [decision] });
  const { items } = await answered<{ items: { ok: boolean; problem: { code: string } | null }[] }>(answer);
  if (!items[0]?.ok) throw new Error(`not decided: ${items[0]?.problem?.code}`);
}

/** Gives a permission to somebody below the caller at once; answers the grant. @throws Error when somebody else had to agree first. */
export async function give(superior: ApiCaller, granteeId: string, wanted: Wanted): Promise<string> {
  const answer = await superior.send('post', '/api/access/grants', { granteeId, ...bodyOf(wanted) });
  const { state, grantIds } = await answered<RequestRecord>(answer);
  const [grantId] = grantIds;
  if (!grantId) throw new Error(`nothing was granted: the request is ${state}`);
  return grantId;
}

/** Takes a permission back at once. */
export const revoke = async (superior: ApiCaller, grantId: string): Promise<unknown> =>
  answered(await superior.send('post', `/api/access/grants/${grantId}/revoke`, { reason: '盘点已结束' }));
