import type { AccessService } from '../access/access.service.ts';

/** One thing that changed, as the log of changes has it. */
export interface AccessChange {
  /** Value of the epoch at the change. */
  readonly v: number;
  readonly kind: string;
  readonly ref: string;
}

/** What of the evaluator is needed to see who may do something else than before. */
export type WatchedAccess = Pick<AccessService, 'epoch' | 'accessAt' | 'nextChange' | 'accessVersion'> & {
  /** Calls a listener after every change of a fact that permissions follow from; answers how to stop that. */
  onChange(listener: (changes: readonly AccessChange[]) => void): () => void;
};

interface Watched {
  readonly version: string;
  /** Holds no permission at all, as somebody who has left. */
  readonly nothing: boolean;
  /** When time alone changes what he may do. */
  readonly until: number;
}

/** What the watch says about a person. */
export interface AccessNews {
  readonly personId: string;
  readonly version: string;
  readonly nothing: boolean;
}

const AT_ONCE = 50;

/** Kinds that are about one person each; another kind may concern anybody. */
const nobody = new Set(['client']);

/** Lets other work of the process go on. */
const breathe = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/**
 * Knows for the people who listen here which version of their permissions they were told, and looks again when a fact
 * changed or an instant has come at which time changes them. Who has the same permissions as before is left in peace.
 */
export class AccessWatch {
  readonly #access: WatchedAccess;
  readonly #clock: () => Date;
  readonly #people: () => readonly string[];
  readonly #watched = new Map<string, Watched>();
  readonly #suspects = new Set<string>();
  /** Value of the epoch up to which changes were heard of; unknown while nobody listens. */
  #heard: number | undefined;
  #behind = false;

  constructor(access: WatchedAccess, people: () => readonly string[], clock: () => Date) {
    this.#access = access;
    this.#people = people;
    this.#clock = clock;
  }

  /** Suspects everybody whom a change may concern; {@link look} finds out. */
  suspect(changes: readonly AccessChange[]): void {
    for (const { v, kind, ref } of changes) {
      this.#heard = Math.max(this.#heard ?? v, v);
      if (kind === 'person') this.#suspects.add(ref);
      else if (!nobody.has(kind)) for (const personId of this.#people()) this.#suspects.add(personId);
    }
  }

  /** Looks at one person now; later looks tell only what is new. `known` is what his other streams were told last. */
  async watch(personId: string): Promise<AccessNews & { readonly known: string | null }> {
    const epoch = await this.#access.epoch();
    this.#heard ??= epoch;
    const watched = await this.#evaluate(personId, epoch, this.#clock());
    const known = this.#watched.get(personId)?.version ?? null;
    this.#watched.set(personId, watched);
    return { personId, ...watched, known };
  }

  /** Suspects everybody when news of a change did not arrive between two calls: it was lost, and must not be waited for. */
  async catchUp(): Promise<void> {
    const people = this.#people();
    if (people.length === 0) this.#heard = undefined;
    if (this.#heard === undefined) return;
    const epoch = await this.#access.epoch();
    const isBehind = epoch > this.#heard;
    if (isBehind && this.#behind) {
      this.#heard = epoch;
      for (const personId of people) this.#suspects.add(personId);
    }
    this.#behind = isBehind;
  }

  /** Looks at everybody under suspicion and tells who may do something else than before; a failure leaves the rest under suspicion. */
  async look(tell: (news: AccessNews) => void): Promise<void> {
    const now = this.#clock();
    const present = new Set(this.#people());
    for (const personId of this.#watched.keys()) if (!present.has(personId)) this.#watched.delete(personId);
    for (const [personId, { until }] of this.#watched) if (until <= now.getTime()) this.#suspects.add(personId);
    for (const personId of this.#suspects) if (!present.has(personId)) this.#suspects.delete(personId);
    // Somebody whose first look is still under way stays under suspicion: it may have begun too early.
    const suspects = [...this.#suspects].filter((personId) => this.#watched.has(personId));
    if (suspects.length === 0) return;
    const epoch = await this.#access.epoch();
    for (const [index, personId] of suspects.entries()) {
      this.#suspects.delete(personId);
      await this.#compare(personId, epoch, now, tell).catch((error: unknown) => {
        this.#suspects.add(personId);
        throw error;
      });
      if (index % AT_ONCE === AT_ONCE - 1) await breathe();
    }
  }

  async #compare(personId: string, epoch: number, now: Date, tell: (news: AccessNews) => void): Promise<void> {
    const fresh = await this.#evaluate(personId, epoch, now);
    const known = this.#watched.get(personId);
    this.#watched.set(personId, fresh);
    if (fresh.version !== known?.version) tell({ personId, ...fresh });
  }

  async #evaluate(personId: string, epoch: number, now: Date): Promise<Watched> {
    const access = await this.#access.accessAt(personId, epoch, now);
    const next = await this.#access.nextChange(personId, now, epoch);
    return {
      version: this.#access.accessVersion(access),
      nothing: access.metas().size === 0,
      until: next?.getTime() ?? Number.POSITIVE_INFINITY,
    };
  }
}
