import type { Release } from '@eoms/contracts/portal/remotes.contract';
import type { SystemCode } from '@eoms/contracts/systems';
import type { Logger } from 'pino';
import { checkFiles, listReleased, readCurrent, readRelease } from './release-folder.ts';
import { deploymentFaults, releaseFaults } from './registry.policy.ts';

interface Deployed {
  readonly stamp: string;
  readonly release: Release;
}

/** null: the remote is no longer deployed. */
type Change = Deployed | null;
type State = ReadonlyMap<SystemCode, Deployed>;

export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

const faultOf = (state: State): string | undefined =>
  deploymentFaults([...state.values()].map(({ release }) => release.manifest))[0];

function withChange(state: State, name: SystemCode, change: Change): State {
  const next = new Map(state);
  if (change) next.set(name, change);
  else next.delete(name);
  return next;
}

/** The releases that are current in a release folder; what may not be served is refused and the last good state stays. */
export class Deployment {
  readonly #folder: string;
  readonly #log: Logger;
  readonly #metas: object | undefined;
  /** Stamp of what was refused last, so that it is told once. */
  readonly #refused = new Map<SystemCode, string>();
  #state: State = new Map();

  /** @throws Error with one line when what is deployed may not be served. */
  constructor(folder: string, log: Logger, metas: object | undefined) {
    this.#folder = folder;
    this.#log = log;
    this.#metas = metas;
    for (const name of listReleased(folder)) {
      try {
        const current = readCurrent(folder, name);
        if (current)
          this.#state = withChange(this.#state, name, {
            stamp: current.stamp,
            release: this.#load(name, current.version),
          });
      } catch (error) {
        throw new Error(`remote ${name} cannot be deployed: ${messageOf(error)}`, { cause: error });
      }
    }
    const fault = faultOf(this.#state);
    if (fault !== undefined) throw new Error(`remotes cannot be deployed together: ${fault}`);
  }

  release(name: SystemCode): Release | undefined {
    return this.#state.get(name)?.release;
  }

  /** Takes what changed in the folder; answers whether anything did. */
  refresh(): boolean {
    const before = this.#state;
    const changes = new Map<SystemCode, Change>();
    for (const name of new Set([...listReleased(this.#folder), ...before.keys()])) {
      const change = this.#changeOf(name);
      if (change !== undefined) changes.set(name, change);
    }
    if (changes.size === 0) return false;
    this.#state = this.#take(changes);
    if (this.#state === before) return false;
    for (const name of new Set([...before.keys(), ...this.#state.keys()])) {
      const version = this.release(name)?.version ?? null;
      if (version !== (before.get(name)?.release.version ?? null))
        this.#log.info({ remote: name, version }, 'deployed release changed');
    }
    return true;
  }

  #load(name: SystemCode, version: string): Release {
    const release = readRelease(this.#folder, name, version);
    const [fault] = releaseFaults(release, this.#metas);
    if (fault !== undefined) throw new Error(fault);
    checkFiles(this.#folder, release);
    return release;
  }

  #changeOf(name: SystemCode): Change | undefined {
    let stamp = 'unreadable';
    try {
      const current = readCurrent(this.#folder, name);
      if (!current) return this.#state.has(name) ? null : undefined;
      stamp = current.stamp;
      if (this.#state.get(name)?.stamp === stamp || this.#refused.get(name) === stamp) return undefined;
      return { stamp, release: this.#load(name, current.version) };
    } catch (error) {
      this.#refuse(name, stamp, messageOf(error));
      return undefined;
    }
  }

  /** Takes all changes if they fit together, else one after the other, each only if it fits what is taken already. */
  #take(changes: Map<SystemCode, Change>): State {
    const all = [...changes].reduce<State>((state, [name, change]) => withChange(state, name, change), this.#state);
    // Whatever was refused for clashing with what changed now gets another chance at the next look.
    this.#refused.clear();
    if (faultOf(all) === undefined) return all;
    let taken = this.#state;
    for (let progress = true; progress;) {
      progress = false;
      for (const [name, change] of changes) {
        const next = withChange(taken, name, change);
        if (faultOf(next) !== undefined) continue;
        taken = next;
        progress = changes.delete(name);
      }
    }
    for (const [name, change] of changes)
      this.#refuse(name, change?.stamp ?? '', faultOf(withChange(taken, name, change)) ?? '');
    return taken;
  }

  #refuse(name: SystemCode, stamp: string, reason: string): void {
    if (this.#refused.get(name) === stamp) return;
    this.#refused.set(name, stamp);
    this.#log.error(
      { remote: name, reason, kept: this.release(name)?.version ?? null },
      'release refused, the last good state stays',
    );
  }
}
