import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { Release } from '@eoms/contracts/portal/remotes.contract';
import { systemCodes, type SystemCode } from '@eoms/contracts/systems';
import { z } from 'zod';

const VERSION = /^\d+\.\d+\.\d+-[0-9a-f]{8,}$/;
const CurrentRelease = z.strictObject({ version: z.string().regex(VERSION) });

/** Why a release cannot be taken, in one line. */
export class ReleaseFault extends Error {}

const isAbsent = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR');

const firstLine = (error: unknown): string =>
  error instanceof Error ? (error.message.split('\n', 1)[0] ?? '') : String(error);

function parsed<T>(schema: z.ZodType<T>, what: string, text: string): T {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new ReleaseFault(`${what} is not JSON: ${firstLine(error)}`);
  }
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw new ReleaseFault(`${what}: ${issue?.path.join('.') || 'document'}: ${issue?.message ?? 'invalid'}`);
}

/** Systems that have a folder of releases, in menu order; a folder that is no system is a fault. */
export function listReleased(folder: string): SystemCode[] {
  let names: string[];
  try {
    names = readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => name);
  } catch (error) {
    if (isAbsent(error)) return [];
    throw error;
  }
  return systemCodes.filter((code) => names.includes(code));
}

/** What says which release of a remote is current: its version and a stamp that changes with any new deployment. */
export interface CurrentVersion {
  readonly version: string;
  readonly stamp: string;
}

/** Reads which release is current; undefined when the remote is not deployed. @throws ReleaseFault when current.json is broken. */
export function readCurrent(folder: string, name: SystemCode): CurrentVersion | undefined {
  const file = join(folder, name, 'current.json');
  let text: string;
  let changed: number;
  try {
    text = readFileSync(file, 'utf8');
    changed = statSync(file).mtimeMs;
  } catch (error) {
    if (isAbsent(error)) return undefined;
    throw error;
  }
  const { version } = parsed(CurrentRelease, 'current.json', text);
  return { version, stamp: `${version}/${changed}` };
}

const isSafePath = (path: string): boolean => path.split('/').every((part) => /^[\w@~-][\w.@~-]*$/.test(part));

/** Reads release.json of one stored version. @throws ReleaseFault when it is absent or broken. */
export function readRelease(folder: string, name: SystemCode, version: string): Release {
  if (!VERSION.test(version)) throw new ReleaseFault(`${version} is no version`);
  let text: string;
  try {
    text = readFileSync(join(folder, name, version, 'release.json'), 'utf8');
  } catch (error) {
    if (isAbsent(error)) throw new ReleaseFault(`release ${version} has no release.json`);
    throw error;
  }
  const release = parsed(Release, 'release.json', text);
  if (release.version !== version)
    throw new ReleaseFault(`release.json says ${release.version}, its folder says ${version}`);
  if (release.manifest.name !== name)
    throw new ReleaseFault(`release.json says ${release.manifest.name}, its folder says ${name}`);
  const unsafe = Object.keys(release.files).find((path) => !isSafePath(path));
  if (unsafe !== undefined) throw new ReleaseFault(`file name ${JSON.stringify(unsafe)} is not allowed`);
  return release;
}

/** Checks that every listed file is there and has the listed bytes. @throws ReleaseFault for the first that differs. */
export function checkFiles(folder: string, { manifest, version, files }: Release): void {
  for (const [path, { integrity, bytes }] of Object.entries(files)) {
    let content: Buffer;
    try {
      content = readFileSync(join(folder, manifest.name, version, path));
    } catch (error) {
      if (isAbsent(error)) throw new ReleaseFault(`file ${path} is missing`);
      throw error;
    }
    const actual = `sha384-${createHash('sha384').update(content).digest('base64')}`;
    if (content.length !== bytes || actual !== integrity)
      throw new ReleaseFault(`file ${path} is not the one release.json lists`);
  }
}
