import { createHash, randomUUID } from 'node:crypto';
import { chmod, copyFile, mkdir, readdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { Release, RemoteManifest } from '@eoms/contracts/portal/remotes.contract';
import { Command } from 'commander';
import { SHELL_API } from '../src/remote.ts';

/** Newest releases that are always kept: the current one and five before it. */
const KEPT_RELEASES = 6;
/** Releases younger than the longest session are kept too: an open tab may still load from them. */
const LONGEST_SESSION_MS = 24 * 3600_000;

/** What `eoms release` is told. */
export interface ReleaseOptions {
  /** Folder of the built files. */
  readonly dist: string;
  /** Folder that holds one folder of releases a remote. */
  readonly to: string;
  /** src/remote.ts or a JSON file; default: the remote.json the build put into `dist`. */
  readonly manifest?: string;
  /** package.json that says the version; default: the one beside `dist`. */
  readonly package?: string;
}

/** What was released. */
export interface Released {
  readonly name: string;
  readonly version: string;
  /** False when this very release was there already. */
  readonly added: boolean;
}

type Files = Release['files'];

const PRECOMPRESSED = /\.(?:br|gz)$/;
const NOT_SERVED = new Set(['release.json', 'remote.json', 'first-files.json', 'current.json']);

const isCode = (error: unknown, ...codes: string[]): boolean =>
  error instanceof Error && 'code' in error && codes.includes(String(error.code));

async function readJson(file: string): Promise<unknown> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    throw isCode(error, 'ENOENT') ? new Error(`${file} is missing`) : error;
  });
  try {
    return JSON.parse(text);
  } catch {
    throw new Error(`${file} is not JSON`);
  }
}

async function exportedManifest(file: string): Promise<unknown> {
  const module = (await import(pathToFileURL(resolve(file)).href)) as Record<string, unknown>;
  return (
    module['manifest'] ??
    Object.values(module).find((value) => typeof value === 'object' && value !== null && 'basePath' in value)
  );
}

async function readManifest(file: string): Promise<RemoteManifest> {
  const value = file.endsWith('.json') ? await readJson(file) : await exportedManifest(file);
  const parsed = RemoteManifest.safeParse(value);
  if (parsed.success) return parsed.data;
  const issues = parsed.error.issues.map(({ path, message }) => `${path.join('.') || 'manifest'}: ${message}`);
  throw new Error(`${file} is no manifest of a remote: ${issues.join('; ')}`);
}

async function packageVersion(file: string): Promise<string> {
  const { version } = (await readJson(file)) as { version?: unknown };
  if (typeof version !== 'string' || !/^\d+\.\d+\.\d+$/.test(version))
    throw new Error(`${file} needs a version such as 1.2.3`);
  return version;
}

/** Relative paths of all files below a folder, with `/` on every system, sorted. */
async function listFiles(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch((error: unknown) => {
    throw isCode(error, 'ENOENT') ? new Error(`${folder} is missing: build the remote first`) : error;
  });
  const links = entries.find((entry) => entry.isSymbolicLink());
  if (links) throw new Error(`${join(links.parentPath, links.name)} is a link; a release holds plain files only`);
  return entries
    .filter((entry) => entry.isFile() && !NOT_SERVED.has(entry.name) && !entry.name.startsWith('.'))
    .map((entry) =>
      join(entry.parentPath, entry.name)
        .slice(folder.length + 1)
        .replaceAll('\\', '/'),
    )
    .sort();
}

async function describeFiles(dist: string, paths: readonly string[]): Promise<Files> {
  const described = paths.map(async (path) => {
    const content = await readFile(join(dist, path));
    const integrity = `sha384-${createHash('sha384').update(content).digest('base64')}`;
    return [path, { integrity, bytes: content.length }] as const;
  });
  return Object.fromEntries(await Promise.all(described));
}

/** A stale compressed twin would reach browsers with a hash nobody announced. @throws Error naming the file. */
async function checkTwins(dist: string, paths: readonly string[]): Promise<void> {
  for (const path of paths.filter((each) => PRECOMPRESSED.test(each))) {
    const unpack = path.endsWith('.br') ? brotliDecompressSync : gunzipSync;
    const [packed, plain] = await Promise.all([
      readFile(join(dist, path)),
      readFile(join(dist, path.replace(PRECOMPRESSED, ''))).catch(() => undefined),
    ]);
    let unpacked: Buffer | undefined;
    try {
      unpacked = unpack(packed);
    } catch {
      unpacked = undefined;
    }
    if (!plain || !unpacked?.equals(plain))
      throw new Error(`${path} is not the compressed form of its file: build again`);
  }
}

function findEntry(paths: readonly string[]): string {
  const entries = paths.filter((path) => /^remoteEntry(?:\.[\w-]+)?\.js$/.test(path));
  const [entry] = entries;
  if (entry === undefined || entries.length > 1)
    throw new Error(`one remoteEntry.js is needed, found ${entries.length}`);
  return entry;
}

/** Same files and same manifest give the same version, on every machine. */
const contentHash = (parts: unknown): string =>
  createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 8);

/** Writes beside the target and renames: a reader sees the old content or the new one, never half of it. */
async function writeAtomically(file: string, value: unknown): Promise<void> {
  const draft = `${file}.${randomUUID()}`;
  await writeFile(draft, `${JSON.stringify(value, null, 2)}\n`);
  await rename(draft, file);
}

/** Answers false when this version is stored already. */
async function storeFiles(dist: string, target: string, paths: readonly string[], release: Release): Promise<boolean> {
  const staged = join(dirname(target), `.staged-${randomUUID()}`);
  try {
    for (const path of paths) {
      const file = join(staged, path);
      await mkdir(dirname(file), { recursive: true });
      await copyFile(join(dist, path), file);
      await chmod(file, 0o444);
    }
    await writeFile(join(staged, 'release.json'), `${JSON.stringify(release, null, 2)}\n`);
    await rename(staged, target);
    return true;
  } catch (error) {
    if (!isCode(error, 'ENOTEMPTY', 'EEXIST', 'EPERM')) throw error;
    return false;
  } finally {
    await rm(staged, { recursive: true, force: true });
  }
}

async function isStored(target: string): Promise<boolean> {
  try {
    await stat(join(target, 'release.json'));
    return true;
  } catch {
    return false;
  }
}

async function removeOldReleases(folder: string, current: string, now: number): Promise<void> {
  const names = (await readdir(folder, { withFileTypes: true })).filter(
    (entry) => entry.isDirectory() && /^\d/.test(entry.name),
  );
  const dated = await Promise.all(
    names.map(async ({ name }) => ({
      name,
      at: (await stat(join(folder, name, 'release.json')).catch(() => undefined))?.mtimeMs ?? 0,
    })),
  );
  const old = dated
    .sort((a, b) => b.at - a.at)
    .slice(KEPT_RELEASES)
    .filter(({ name, at }) => name !== current && now - at > LONGEST_SESSION_MS);
  for (const { name } of old) await rm(join(folder, name), { recursive: true, force: true });
}

/** Stores a built remote as an immutable release and makes it the current one; doing it again changes nothing. */
export async function releaseRemote(options: ReleaseOptions): Promise<Released> {
  const dist = resolve(options.dist);
  const paths = await listFiles(dist);
  await checkTwins(dist, paths);
  const manifest = await readManifest(options.manifest ?? join(dist, 'remote.json'));
  const base = await packageVersion(options.package ?? join(dist, '..', 'package.json'));
  const served = paths.filter((path) => !PRECOMPRESSED.test(path));
  const content = { manifest, shellApi: SHELL_API, entry: findEntry(served), files: await describeFiles(dist, served) };
  const release = Release.parse({ ...content, version: `${base}-${contentHash(content)}` });
  const folder = join(resolve(options.to), manifest.name);
  const target = join(folder, release.version);
  await mkdir(folder, { recursive: true });
  const added = !(await isStored(target)) && (await storeFiles(dist, target, paths, release));
  const now = Date.now();
  await utimes(join(target, 'release.json'), now / 1000, now / 1000);
  await writeAtomically(join(folder, 'current.json'), { version: release.version });
  await removeOldReleases(folder, release.version, now);
  return { name: manifest.name, version: release.version, added };
}

/** The `eoms release` command. */
export const releaseCommand = (): Command =>
  new Command('release')
    .description('store the built files of a remote as a release and make it current')
    .requiredOption('--dist <folder>', 'folder of the built files')
    .requiredOption('--to <folder>', 'folder of releases')
    .option('--manifest <file>', 'src/remote.ts or JSON; default: remote.json in the built files')
    .option('--package <file>', 'package.json with the version; default: beside the built files')
    .action(async (options: ReleaseOptions, command: Command) => {
      try {
        const { name, version, added } = await releaseRemote(options);
        console.log(`${name} ${version} ${added ? 'released' : 'is released already'}`);
      } catch (error) {
        command.error(`release: ${error instanceof Error ? error.message : String(error)}`);
      }
    });
