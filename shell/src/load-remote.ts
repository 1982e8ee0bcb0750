import type { RemoteAppProps, RemoteModule } from '@eoms/kit/remote';
import type { PortalSystem } from '@eoms/kit';
import type { ComponentType } from 'react';
import { addressOf, refetchBelow } from './integrity.ts';

/** The one component of a remote. */
export type RemoteApp = ComponentType<RemoteAppProps>;

interface SharedEntry {
  from: string;
  loaded?: boolean | undefined;
  loading?: unknown;
}

/** The part of the federation runtime that loading needs; tests bring their own. */
export interface FederationPort {
  readonly name: string;
  loadRemote(id: string): Promise<unknown>;
  registerRemotes(remotes: { name: string; entry: string }[], options: { force: boolean }): void;
  readonly shareScopeMap: Record<string, Record<string, Record<string, SharedEntry>>>;
}

/** Limits of loading, in milliseconds. */
export interface LoadLimits {
  /** For everything until the component is there. */
  readonly deadline: number;
  /** Pause before the second try. */
  readonly pause: number;
}

const LIMITS: LoadLimits = { deadline: 8000, pause: 300 };

/** A remote did not come in time. */
export class LoadDeadlineError extends Error {
  override readonly name = 'LoadDeadlineError';
}

const containerOf = ({ remote }: PortalSystem): string => `eoms_${remote.name}`;
/** Folder of a release's files, as a path that ends with a slash. */
const folderOf = ({ remote }: PortalSystem): string => remote.entry.slice(0, remote.entry.lastIndexOf('/') + 1);
const releaseOf = ({ remote }: PortalSystem): string => `${remote.name}@${remote.version}`;

const wait = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));

function withDeadline<T>(work: Promise<T>, milliseconds: number, what: string): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(
    () => reject(new LoadDeadlineError(`${what} took more than ${milliseconds} ms`)),
    milliseconds,
  );
  return Promise.race([work, promise]).finally(() => clearTimeout(timer));
}

/**
 * A shared chunk that failed once would fail for ever: its rejected promise is kept in the share scope. And what a remote was the
 * first to ask for is written down as its own, so that registering it anew would take the package away from everybody.
 */
function resetShares({ name, shareScopeMap }: FederationPort): void {
  for (const byVersion of Object.values(shareScopeMap['default'] ?? {})) {
    for (const entry of Object.values(byVersion)) {
      entry.from = name;
      if (!entry.loaded && entry.loading) entry.loading = null;
    }
  }
}

/** Loads remotes and remembers what is loaded; a failure is never remembered, so that a retry in the same tab can succeed. */
export class RemoteLoader {
  readonly #connect: () => Promise<FederationPort>;
  readonly #limits: LoadLimits;
  readonly #loaded = new Map<string, RemoteApp>();
  readonly #loading = new Map<string, Promise<RemoteApp>>();
  readonly #tries = new Map<string, number>();

  /** `connect` fetches the federation runtime at the first use; it is asked again after a failure. */
  constructor(connect: () => Promise<FederationPort>, limits: LoadLimits = LIMITS) {
    this.#connect = connect;
    this.#limits = limits;
  }

  /** The component if it is here already: then nothing flickers. */
  loaded(system: PortalSystem): RemoteApp | undefined {
    return this.#loaded.get(releaseOf(system));
  }

  /** Loads the component of a system's remote. @throws LoadDeadlineError, or what the runtime threw at the second try. */
  load(system: PortalSystem): Promise<RemoteApp> {
    const release = releaseOf(system);
    const here = this.#loaded.get(release);
    if (here) return Promise.resolve(here);
    const under = this.#loading.get(release) ?? this.#start(system, release);
    this.#loading.set(release, under);
    return under;
  }

  /** Fetches ahead; a failure shows only when the person opens the system. */
  preload(system: PortalSystem): void {
    this.load(system).catch(() => undefined);
  }

  /** Forgets a component that threw, so that the next load begins from its files. */
  forget(system: PortalSystem): void {
    this.#loaded.delete(releaseOf(system));
  }

  #start(system: PortalSystem, release: string): Promise<RemoteApp> {
    return withDeadline(this.#twice(system, release), this.#limits.deadline, release)
      .then((app) => {
        this.#loaded.set(release, app);
        return app;
      })
      .finally(() => this.#loading.delete(release));
  }

  async #twice(system: PortalSystem, release: string): Promise<RemoteApp> {
    try {
      return await this.#once(system, release);
    } catch {
      await wait(this.#limits.pause);
      return this.#once(system, release);
    }
  }

  async #once(system: PortalSystem, release: string): Promise<RemoteApp> {
    const name = containerOf(system);
    const tries = this.#tries.get(release) ?? 0;
    this.#tries.set(release, tries + 1);
    // What failed may be a file of the remote or one the shell lends it.
    if (tries > 0) for (const path of [folderOf(system), '/assets/']) refetchBelow(path, tries);
    const federation = await this.#connect();
    if (tries > 0) resetShares(federation);
    // The runtime, too, keeps what failed by its address.
    const entry = new URL(addressOf(system.remote.entry), location.origin).href;
    federation.registerRemotes([{ name, entry }], { force: tries > 0 });
    const module = (await federation.loadRemote(`${name}/app`)) as Partial<RemoteModule> | null;
    if (!module?.default) throw new Error(`${name} exposes no component`);
    return module.default;
  }
}
