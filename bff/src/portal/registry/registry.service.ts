import { join } from 'node:path';
import type { IntentName } from '@eoms/contracts/intents';
import type { Release, RemoteManifest } from '@eoms/contracts/portal/remotes.contract';
import { systemCodes, type SystemCode } from '@eoms/contracts/systems';
import { LRUCache } from 'lru-cache';
import type { Logger } from 'pino';
import { Deployment, messageOf } from './deployment.ts';
import { readRelease } from './release-folder.ts';

const RECHECK_MS = 1000;
const KEPT_FILE_LISTS = 100;

/** One remote as it is deployed now. */
export interface DeployedRemote {
  readonly name: SystemCode;
  readonly version: string;
  readonly manifest: RemoteManifest;
  /** Absolute URL path of the Module Federation entry. */
  readonly entry: string;
  /** Subresource integrity of every script and stylesheet by absolute URL path. */
  readonly integrity: Readonly<Record<string, string>>;
}

/** Who answers a cross-system link. */
export interface AnsweredIntent {
  readonly system: SystemCode;
  /** Absolute path with `:params`. */
  readonly path: string;
  readonly meta: string;
}

/** What the registry needs. */
export interface RegistryDeps {
  /** Folder with one folder a remote; it may be absent: then nothing is deployed. */
  readonly folder: string;
  readonly log: Logger;
  /** Milliseconds of a clock that only moves on. */
  readonly elapsed?: () => number;
  /** Known permissions; the catalogue's unless a test says otherwise. */
  readonly metas?: object;
  /** Told when other releases are deployed than before. */
  readonly onDeployed?: () => void;
}

/** Knows which release of each remote is deployed; follows the release folder without a restart and keeps the last good state. */
export interface RegistryService {
  /** Deployed remotes in menu order. */
  deployed(): readonly DeployedRemote[];
  find(system: SystemCode): DeployedRemote | undefined;
  intents(): ReadonlyMap<IntentName, AnsweredIntent>;
  /** File on disk behind a URL path of any stored release; undefined unless its release.json lists it. */
  file(name: string, version: string, path: string): string | undefined;
}

interface View {
  readonly remotes: readonly DeployedRemote[];
  readonly byName: ReadonlyMap<SystemCode, DeployedRemote>;
  readonly intents: ReadonlyMap<IntentName, AnsweredIntent>;
}

function toRemote({ manifest, version, entry, files }: Release): DeployedRemote {
  const base = `/remotes/${manifest.name}/${version}/`;
  const guarded = Object.entries(files).filter(([path]) => /\.(?:js|mjs|css)$/.test(path));
  return {
    name: manifest.name,
    version,
    manifest,
    entry: base + entry,
    integrity: Object.fromEntries(guarded.map(([path, { integrity }]) => [base + path, integrity])),
  };
}

function toView(deployment: Deployment): View {
  const remotes = systemCodes.flatMap((code) => {
    const release = deployment.release(code);
    return release ? [toRemote(release)] : [];
  });
  const intents = remotes.flatMap(({ name, manifest }) =>
    Object.entries(manifest.intents).map(
      ([intent, { path, meta }]) =>
        [intent as IntentName, { system: name, path: manifest.basePath + path, meta }] as const,
    ),
  );
  return { remotes, byName: new Map(remotes.map((remote) => [remote.name, remote])), intents: new Map(intents) };
}

/** File lists of stored releases, also of those that are no longer current: an open tab still loads from them. */
function fileLists(folder: string) {
  const lists = new LRUCache<string, ReadonlySet<string>>({ max: KEPT_FILE_LISTS });
  return (name: SystemCode, version: string): ReadonlySet<string> | undefined => {
    const key = `${name}/${version}`;
    const known = lists.get(key);
    if (known) return known;
    try {
      const files = new Set(Object.keys(readRelease(folder, name, version).files));
      lists.set(key, files);
      return files;
    } catch {
      return undefined;
    }
  };
}

/** Opens the registry. @throws Error with one line when what is deployed may not be served. */
export function createRegistryService({
  folder,
  log,
  elapsed = () => performance.now(),
  metas,
  onDeployed = () => {},
}: RegistryDeps): RegistryService {
  const deployment = new Deployment(folder, log, metas);
  const filesOf = fileLists(folder);
  let view = toView(deployment);
  let checked = elapsed();
  const now = (): View => {
    if (elapsed() - checked < RECHECK_MS) return view;
    checked = elapsed();
    try {
      if (deployment.refresh()) {
        view = toView(deployment);
        onDeployed();
      }
    } catch (error) {
      log.error({ reason: messageOf(error) }, 'release folder is unreadable, the last good state stays');
    }
    return view;
  };
  return {
    deployed: () => now().remotes,
    find: (system) => now().byName.get(system),
    intents: () => now().intents,
    file(name, version, path) {
      const code = systemCodes.find((each) => each === name);
      return code && filesOf(code, version)?.has(path) ? join(folder, code, version, path) : undefined;
    },
  };
}
