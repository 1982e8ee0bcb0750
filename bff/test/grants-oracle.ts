import { personId, unitId, type PersonCode } from './grants-company.ts';
import {
  digest,
  isAbove,
  isActive,
  isPermissionOwner,
  itemsOf,
  managed,
  metasOf,
  ms,
  reach,
  systemsOf,
  tierOf,
  type Raw,
  type RawDecision,
  type RawGrant,
  type RawRequest,
} from './grants-raw.ts';

const DAY = 24 * 3600_000;

/** Told of every statement: the number of its invariant, whether it holds, and what it is about. */
export type Report = (invariant: number, holds: boolean, what: string) => void;

/** How a decision was found when it was made. */
interface Judged {
  readonly superior: boolean;
  readonly owner: boolean;
  readonly ownWord: boolean;
  readonly covers: boolean;
}

const requestOf = (raw: Raw, id: string): RawRequest => {
  const found = raw.requests.find((request) => request.id === id);
  if (!found) throw new Error(`request ${id} is gone`);
  return found;
};

/** Evaluates the invariants of approvals by walking raw rows; one per history, fed after every command. */
export class Oracle {
  readonly #report: Report;
  readonly #decisions = new Map<string, Judged>();
  readonly #grants = new Map<string, RawGrant>();

  constructor(report: Report) {
    this.#report = report;
  }

  #claim(invariant: number, holds: boolean, what: string): void {
    this.#report(invariant, holds, what);
  }

  /** Looks at everything that is new since the last command. */
  after(raw: Raw, command: string, now: Date): void {
    for (const decision of raw.decisions) if (!this.#decisions.has(decision.id)) this.#judge(raw, decision, command);
    for (const grant of raw.grants) {
      const known = this.#grants.get(grant.id);
      if (known) this.#unchanged(known, grant, command);
      else this.#check(raw, grant, command);
      this.#grants.set(grant.id, grant);
    }
    this.#states(raw, command, now.getTime());
  }

  #stands(raw: Raw, decision: RawDecision, request: RawRequest, command: string): string[] {
    const t = ms(decision.at);
    const parties = [request.grantee_id, request.requester_id];
    if (decision.on_behalf_of_id === null) return [decision.actor_id];
    const paper = raw.delegations.find(({ id }) => id === decision.delegation_id);
    const grantee = request.grantee_id ?? '';
    const systems = systemsOf(raw, itemsOf(raw, request.id));
    const limited = paper ? (JSON.parse(paper.system_codes) as string[]) : [];
    const good =
      paper !== undefined &&
      paper.owner_id === decision.on_behalf_of_id &&
      paper.delegate_id === decision.actor_id &&
      ms(paper.starts_at) <= t &&
      t < ms(paper.ends_at ?? '') &&
      (paper.ended_at === null || t < ms(paper.ended_at)) &&
      !parties.includes(paper.owner_id) &&
      isActive(raw, paper.owner_id) &&
      !isAbove(raw, grantee, decision.actor_id, t) &&
      (limited.length === 0 || systems.every((system) => limited.includes(system)));
    this.#claim(5, good, `${command}: ${decision.actor_id} decided for ${decision.on_behalf_of_id}`);
    return good ? [decision.on_behalf_of_id] : [];
  }

  #judge(raw: Raw, decision: RawDecision, command: string): void {
    const request = requestOf(raw, decision.request_id);
    const items = itemsOf(raw, request.id);
    const t = ms(decision.at);
    const { actor_id: actor } = decision;
    const grantee = request.grantee_id ?? '';
    const voices = this.#stands(raw, decision, request, command);
    const owned = new Set(systemsOf(raw, items).map((code) => raw.owners.find((one) => one.code === code)?.owner_id));
    const superior = voices.some((voice) => isAbove(raw, voice, grantee, t));
    const owner = voices.some(
      (voice) => isPermissionOwner(raw, voice, unitId('it'), t) || (owned.size === 1 && owned.has(voice)),
    );
    const covers = voices.some((voice) => {
      const units = managed(raw, voice, t);
      return items.every((item) => {
        const reached = reach(raw, item, grantee, t);
        return reached !== 'all' && reached.every((unit) => units.includes(unit));
      });
    });
    const ownWord = actor === request.requester_id;
    const outsider = raw.people.find(({ id, kind }) => id === grantee && kind === 'EXTERNAL');
    const creator = outsider?.created_by ?? null;
    const allowed = request.origin === 'SUPERIOR' && request.kind === 'SHORT' && tierOf(raw, items) <= 1 && covers;
    this.#claim(
      1,
      isActive(raw, actor) && actor !== grantee && (superior || owner),
      `${command}: ${actor} had no authority`,
    );
    this.#claim(
      1,
      creator === null || ![actor, decision.on_behalf_of_id].includes(creator),
      `${command}: ${actor} decided about somebody he had entered himself`,
    );
    this.#claim(2, !ownWord || allowed, `${command}: ${actor} approved his own request`);
    this.#decisions.set(decision.id, { superior, owner, ownWord, covers });
  }

  #check(raw: Raw, grant: RawGrant, command: string): void {
    const request = requestOf(raw, grant.request_id);
    const all = raw.decisions.filter(({ request_id }) => request_id === request.id);
    const counted = all.filter((one) => one.revision === request.revision && one.content_hash === request.content_hash);
    const approvals = counted.filter(({ verdict }) => verdict === 'APPROVE');
    const judged = approvals.flatMap(({ id }) => this.#decisions.get(id) ?? []);
    const items = itemsOf(raw, request.id);
    const made = raw.grants.filter(({ request_id }) => request_id === request.id);
    const [from, until] = [ms(grant.starts_at), grant.ends_at === null ? Infinity : ms(grant.ends_at)];
    this.#claim(
      1,
      judged.some(({ superior, owner }) => superior || owner),
      `${command}: a grant without authority`,
    );

    const start = Math.max(request.wanted_from === null ? 0 : ms(request.wanted_from), ms(request.decided_at ?? ''));
    const stop =
      request.duration_minutes === null ? ms(request.wanted_until ?? '') : start + request.duration_minutes * 60_000;
    const signed = approvals.every(({ content_hash }) => content_hash === digest(request, made));
    this.#claim(3, signed && from === start && until === stop, `${command}: granted is not what was signed`);
    this.#claim(
      6,
      !all.some((one) => one.revision === request.revision && one.verdict === 'DENY'),
      `${command}: denied and granted`,
    );

    const tier = tierOf(raw, items);
    const owners = new Set(approvals.filter(({ id }) => this.#decisions.get(id)?.owner).map(({ actor_id }) => actor_id))
      .size;
    this.#claim(7, owners >= (tier >= 3 ? 2 : tier >= 2 ? 1 : 0), `${command}: risk ${tier} with ${owners} owners`);
    this.#claim(
      8,
      owners > 0 || judged.some(({ superior, covers }) => superior && covers),
      `${command}: beyond what the superior manages`,
    );

    const metas = items.flatMap((item) => metasOf(raw, item));
    const longest = Math.min(
      ...metas.map((meta) => (grant.kind === 'SHORT' ? meta.max_short_minutes * 60_000 : meta.max_long_days * DAY)),
    );
    this.#claim(11, until - from <= longest, `${command}: ${(until - from) / DAY} days are too long`);
    this.#claim(14, request.extends_grant_id !== grant.id, `${command}: an extension of itself`);
    this.#claim(18, isActive(raw, grant.grantee_id), `${command}: granted to somebody who is not active`);
  }

  #unchanged(before: RawGrant, now: RawGrant, command: string): void {
    const window = (grant: RawGrant): string =>
      JSON.stringify([ms(grant.starts_at), grant.ends_at && ms(grant.ends_at)]);
    const revived =
      before.revoked_at !== null && (now.revoked_at === null || ms(now.revoked_at) > ms(before.revoked_at));
    this.#claim(14, window(before) === window(now) && !revived, `${command}: the window of a grant changed`);
  }

  #states(raw: Raw, command: string, t: number): void {
    for (const request of raw.requests) {
      const counted = raw.decisions.filter((one) => one.request_id === request.id && one.revision === request.revision);
      const denied = counted.some(({ verdict }) => verdict === 'DENY');
      const granted = raw.grants.some(({ request_id }) => request_id === request.id);
      if (denied) this.#claim(6, request.state === 'DENIED' && !granted, `${command}: ${request.number} was denied`);
      if (command.startsWith('edit ') && command.endsWith(request.number))
        this.#claim(4, counted.length === 0, `${command}: decisions survive an edit`);
      if (request.state === 'PENDING' && request.grantee_id !== null) {
        const left = raw.people.find(({ id }) => id === request.grantee_id)?.status === 'LEFT';
        this.#claim(18, !left, `${command}: ${request.number} waits for somebody who left`);
      }
    }
    const [, back] = /^rehire (\w+)$/.exec(command) ?? [];
    for (const grant of back ? raw.grants : []) {
      if (grant.grantee_id !== personId(back as PersonCode)) continue;
      const over = [grant.revoked_at, grant.ends_at].some((end) => end !== null && ms(end) <= t);
      this.#claim(19, over, `${command}: an old grant lives on`);
    }
    for (const { id, status } of raw.people) {
      if (status !== 'LEFT') continue;
      const papers = raw.delegations.filter((paper) => [paper.owner_id, paper.delegate_id].includes(id));
      const over = papers.every(({ ended_at, ends_at }) => ended_at !== null || ms(ends_at ?? '') <= t);
      if (papers.length > 0 && command.startsWith('leave'))
        this.#claim(18, over, `${command}: a delegation outlives a leaver`);
    }
  }
}
