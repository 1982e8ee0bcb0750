import { createHash } from 'node:crypto';
import { readFile, realpath, stat } from 'node:fs/promises';
import { extname, join, resolve, sep } from 'node:path';
import type { Request, RequestHandler, Response } from 'express';
import { LRUCache } from 'lru-cache';
import { AppError } from '../errors.ts';
import { isUnchanged } from './conditional.ts';
import { chooseCoding, codings, type Coding } from './encoding.ts';

/** What serving files needs. */
export interface StaticFilesDeps {
  /** Folder of the built shell, served below `/assets/`. */
  readonly shellFolder: string;
  /** File on disk of a released remote; undefined when its release does not list the path. */
  readonly remoteFile: (name: string, version: string, path: string) => string | undefined;
  /** Bytes kept in memory; default 64 MB. */
  readonly cacheBytes?: number;
}

interface LoadedFile {
  readonly body: Buffer;
  readonly coding: Coding | undefined;
  readonly etag: string;
}

const CACHE_BYTES = 64 * 1024 * 1024;

const contentTypes: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.gif': 'image/gif',
  '.ico': 'image/x-icon',
  '.jpg': 'image/jpeg',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.wasm': 'application/wasm',
  '.webmanifest': 'application/manifest+json',
  '.webp': 'image/webp',
  '.woff': 'font/woff',
  '.woff2': 'font/woff2',
};

const extensions: Record<Coding, string> = { br: '.br', gzip: '.gz' };

const isAbsent = (error: unknown): boolean =>
  error instanceof Error &&
  'code' in error &&
  ['ENOENT', 'ENOTDIR', 'ENAMETOOLONG', 'EISDIR'].includes(String(error.code));

/**
 * Segments of a request path that can only name a file below a folder: nothing encoded, no dot first, no backslash, no NUL.
 * Undefined for any other path.
 */
export const safeSegments = (path: string): string[] | undefined => {
  const segments = path.split('/');
  return path.length <= 500 && segments.every((segment) => /^[\w@~-][\w.@~-]*$/.test(segment)) ? segments : undefined;
};

/** File behind a request path, or undefined when the path names none. */
function locate({ shellFolder, remoteFile }: StaticFilesDeps, path: string): string | undefined {
  const [, area, ...rest] = path.split('/');
  const segments = safeSegments(rest.join('/'));
  if (!segments || !Object.hasOwn(contentTypes, extname(path))) return undefined;
  if (area === 'assets') return join(shellFolder, ...segments);
  const [name = '', version = '', ...file] = segments;
  return remoteFile(name, version, file.join('/'));
}

/** Modification stamp of a plain file, links followed; undefined when there is none. */
async function stampOf(file: string): Promise<string | undefined> {
  try {
    const found = await stat(file);
    return found.isFile() ? `${found.mtimeMs}/${found.size}` : undefined;
  } catch (error) {
    if (isAbsent(error)) return undefined;
    throw error;
  }
}

class FileCache {
  readonly #files: LRUCache<string, LoadedFile>;

  constructor(bytes: number) {
    this.#files = new LRUCache({
      maxSize: bytes,
      maxEntrySize: Math.ceil(bytes / 4),
      sizeCalculation: ({ body }) => body.length + 200,
    });
  }

  /** Bytes of a file in the best coding that is stored beside it; undefined when the file does not exist. */
  async read(file: string, acceptEncoding: string | undefined): Promise<LoadedFile | undefined> {
    const stamps = await Promise.all([stampOf(file), ...codings.map((coding) => stampOf(file + extensions[coding]))]);
    const [plain, ...coded] = stamps;
    if (plain === undefined) return undefined;
    const coding = chooseCoding(
      acceptEncoding,
      codings.filter((_coding, at) => coded[at] !== undefined),
    );
    const stamp = coding ? coded[codings.indexOf(coding)] : plain;
    const path = coding ? file + extensions[coding] : file;
    const key = `${path}?${stamp}`;
    const known = this.#files.get(key);
    if (known) return known;
    const body = await readFile(path);
    const etag = `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`;
    const loaded = { body, coding, etag };
    this.#files.set(key, loaded);
    return loaded;
  }
}

function send(request: Request, response: Response, type: string, { body, coding, etag }: LoadedFile): void {
  response
    .status(200)
    .set({ 'Cache-Control': 'public, max-age=31536000, immutable', ETag: etag, Vary: 'Accept-Encoding' });
  if (isUnchanged(request.headers['if-none-match'], etag)) {
    response.status(304).end();
    return;
  }
  if (coding) response.setHeader('Content-Encoding', coding);
  response.setHeader('Content-Type', type);
  response.setHeader('Content-Length', body.length);
  if (request.method === 'HEAD') response.end();
  else response.end(body);
}

/** Serves `/assets/*` and `/remotes/<name>/<version>/*`: immutable, precompressed, only what was built; else 404 as a problem. */
export function staticFiles(deps: StaticFilesDeps): RequestHandler {
  const cache = new FileCache(deps.cacheBytes ?? CACHE_BYTES);
  const shellFolder = resolve(deps.shellFolder);

  /** Links that lead out of the shell's folder name no file of the shell. */
  const isInside = async (file: string): Promise<boolean> => {
    if (!file.startsWith(shellFolder + sep)) return true;
    const real = await realpath(file).catch(() => '');
    return real.startsWith((await realpath(shellFolder)) + sep);
  };

  async function answer(request: Request, response: Response): Promise<void> {
    // Undecoded and not normalised: what is encoded or climbs up names no file.
    const { path } = request;
    const file = locate({ ...deps, shellFolder }, path);
    const loaded =
      file === undefined || !(await isInside(file))
        ? undefined
        : await cache.read(file, request.headers['accept-encoding']);
    if (!loaded) throw new AppError('not_found');
    send(request, response, contentTypes[extname(path)] ?? 'application/octet-stream', loaded);
  }

  return (request, response, next) => {
    const area = request.path.split('/', 2)[1];
    if (area !== 'assets' && area !== 'remotes') return next();
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      return next(new AppError('method_not_allowed', { headers: { Allow: 'GET, HEAD' } }));
    }
    return answer(request, response);
  };
}
