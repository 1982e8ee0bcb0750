import { allMetas } from '@eoms/contracts/catalogue';
import { intents } from '@eoms/contracts/intents';
import type { MenuNode, Release, RemoteManifest } from '@eoms/contracts/portal/remotes.contract';

/** First path segments that belong to the portal itself; no remote may claim them. */
const RESERVED = new Set([
  'api',
  'assets',
  'docs',
  'healthz',
  'metrics',
  'readyz',
  'remotes',
  'signed-out',
  'signin',
  'sso',
]);

const pagesOf = (nodes: readonly MenuNode[]): MenuNode[] =>
  nodes.flatMap((node) => (node.children ? pagesOf(node.children) : [node]));

const nodesOf = (nodes: readonly MenuNode[]): MenuNode[] =>
  nodes.flatMap((node) => [node, ...nodesOf(node.children ?? [])]);

const parametersOf = (path: string): string[] => [...path.matchAll(/:(\w+)/g)].map(([, name]) => name ?? '').sort();

/** Two paths with other parameter names are the same address. */
const shapeOf = (path: string): string => path.replaceAll(/:\w+/g, ':');

const repeated = (values: readonly string[]): string[] => [
  ...new Set(values.filter((value, at) => values.indexOf(value) !== at)),
];

function metaFaults(manifest: RemoteManifest, where: string, meta: string | undefined, metas: object): string[] {
  if (meta === undefined) return [`${where} names no Meta`];
  if (!Object.hasOwn(metas, meta)) return [`${where} names the unknown Meta ${meta}`];
  return meta.startsWith(`${manifest.name}.`) ? [] : [`${where} names ${meta}, a Meta of another system`];
}

function menuFaults(manifest: RemoteManifest, metas: object): string[] {
  const routes = new Map(manifest.routes.map(({ path, meta }) => [shapeOf(path), meta]));
  const ids = nodesOf(manifest.menu).map(({ id }) => id);
  const directories = nodesOf(manifest.menu).filter(({ children, meta }) => children && meta);
  return [
    ...repeated(ids).map((id) => `menu entry ${id} appears twice`),
    ...directories.map(({ id }) => `menu directory ${id} names a Meta; its pages decide whether it shows`),
    ...pagesOf(manifest.menu).flatMap(({ id, path = '', meta }) => {
      const named = metaFaults(manifest, `menu page ${id}`, meta, metas);
      if (named.length > 0) return named;
      if (path.includes(':')) return [`menu page ${id} has parameters in its path`];
      const opens = routes.get(path);
      if (opens === undefined) return [`menu page ${id} leads to ${path}, which is no route`];
      return opens === meta ? [] : [`menu page ${id} shows by ${meta}, but its route opens by ${opens}`];
    }),
  ];
}

const routeFaults = (manifest: RemoteManifest, metas: object): string[] => [
  ...repeated(manifest.routes.map(({ path }) => shapeOf(path))).map((path) => `route ${path} appears twice`),
  ...manifest.routes.flatMap(({ path, meta }) => metaFaults(manifest, `route ${path}`, meta, metas)),
];

function intentFaults(manifest: RemoteManifest): string[] {
  const routes = new Map(manifest.routes.map(({ path, meta }) => [shapeOf(path), meta]));
  return Object.entries(manifest.intents).flatMap(([name, { path, meta }]) => {
    const wanted = intents[name as keyof typeof intents].params.toSorted().join();
    if (parametersOf(path).join() !== wanted)
      return [`intent ${name} must fill exactly the parameters [${wanted}], its path is ${path}`];
    const opens = routes.get(shapeOf(path));
    if (opens === undefined) return [`intent ${name} leads to ${path}, which is no route`];
    return opens === meta ? [] : [`intent ${name} is allowed by ${meta}, but its route opens by ${opens}`];
  });
}

/** A remote brings permissions of its own system only: those of another would open what is not its own. */
const ownMetaFaults = ({ name, metas = {} }: RemoteManifest): string[] =>
  Object.keys(metas)
    .filter((code) => !code.startsWith(`${name}.`))
    .map((code) => `Meta ${code} is declared by ${name}, but belongs to another system`);

/** What is wrong with one release on its own, one sentence each; empty when it may be deployed. */
export function releaseFaults({ manifest, entry, files }: Release, known: object = allMetas): string[] {
  const metas = { ...manifest.metas, ...known };
  return [
    ...ownMetaFaults(manifest),
    ...(RESERVED.has(manifest.basePath.slice(1)) ? [`base path ${manifest.basePath} belongs to the portal`] : []),
    ...(Object.hasOwn(files, entry) ? [] : [`entry ${entry} is not among the files`]),
    ...routeFaults(manifest, metas),
    ...menuFaults(manifest, metas),
    ...intentFaults(manifest),
  ];
}

/** What is wrong between releases that would be deployed together: shared base paths, intents with two answers. */
export function deploymentFaults(manifests: readonly RemoteManifest[]): string[] {
  const faults: string[] = [];
  const owners = new Map<string, string>();
  const claim = (kind: string, key: string, name: string): void => {
    const owner = owners.get(`${kind} ${key}`);
    if (owner) faults.push(`${kind} ${key} is claimed by ${owner} and ${name}`);
    else owners.set(`${kind} ${key}`, name);
  };
  for (const { name, basePath, intents: answered } of manifests) {
    claim('base path', basePath, name);
    for (const intent of Object.keys(answered)) claim('intent', intent, name);
  }
  return faults;
}
