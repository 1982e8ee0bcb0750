import { randomBytes } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import { signInPaths, type ShellConfig } from '@eoms/contracts/portal/shell-config';
import type { Request, RequestHandler, Response } from 'express';
import { AppError } from '../errors.ts';
import { shellPolicy, silentPolicy } from './csp.ts';
import { chooseCoding, codings, type Coding } from './encoding.ts';

/** What the shell's page is made of. */
export interface ShellPageDeps {
  /** Folder of the built shell with its pages index.html and signin-silent.html. */
  readonly shellFolder: string;
  readonly config: ShellConfig;
}

/** First path segments that are never a page of the shell. */
const NO_PAGES = new Set(['api', 'assets', 'docs', 'healthz', 'metrics', 'openapi.json', 'readyz', 'remotes', 'sso']);

const RETRY_AFTER_SECONDS = 5;

const compressors: Record<Coding, (text: string) => Promise<Buffer>> = {
  br: (text) => promisify(brotliCompress)(text, { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } }),
  gzip: (text) => promisify(gzip)(text, { level: 6 }),
};

const escapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

const escapeAttribute = (text: string): string =>
  text.replaceAll(/[&<>"']/g, (character) => escapes[character] ?? character);

/** Reads the built page again only when the file changed. */
function templateReader(file: string): () => Promise<string> {
  let known: { readonly stamp: string; readonly text: string } | undefined;
  return async () => {
    try {
      const { mtimeMs, size, ino } = await stat(file);
      const stamp = `${mtimeMs}/${size}/${ino}`;
      if (known?.stamp !== stamp) known = { stamp, text: await readFile(file, 'utf8') };
      return known.text;
    } catch (cause) {
      throw new AppError('unavailable', { retryAfter: RETRY_AFTER_SECONDS, cause });
    }
  };
}

async function sendPage(request: Request, response: Response, policy: string, page: string): Promise<void> {
  const coding = chooseCoding(request.headers['accept-encoding'], codings);
  const body = coding ? await compressors[coding](page) : Buffer.from(page);
  if (coding) response.setHeader('Content-Encoding', coding);
  response.set({
    'Content-Type': 'text/html; charset=utf-8',
    'Content-Length': String(body.length),
    'Content-Security-Policy': policy,
    'Cache-Control': 'no-store',
    Vary: 'Accept-Encoding',
  });
  if (request.method === 'HEAD') response.end();
  else response.end(body);
}

/** A browser asks for a page by naming HTML; `fetch` and images do not, and must not get one for a mistyped address. */
const wantsPage = (request: Request): boolean =>
  (request.method === 'GET' || request.method === 'HEAD') &&
  (request.path === '/' || (request.headers.accept ?? '').includes('text/html')) &&
  !NO_PAGES.has(request.path.split('/', 2)[1] ?? '');

/** Answers every page address with the shell's HTML, with a fresh nonce and the settings in it, and the frame of a silent sign-in. */
export function shellPage({ shellFolder, config }: ShellPageDeps): RequestHandler {
  const readIndex = templateReader(join(shellFolder, 'index.html'));
  const readSilent = templateReader(join(shellFolder, 'signin-silent.html'));
  const policyFor = shellPolicy(config);
  const settings = escapeAttribute(JSON.stringify(config));

  async function answer(request: Request, response: Response): Promise<void> {
    const nonce = randomBytes(18).toString('base64url');
    const silent = request.path === signInPaths.silent;
    const page = (await (silent ? readSilent() : readIndex()))
      .replaceAll('__NONCE__', nonce)
      .replaceAll('__CONFIG__', () => settings);
    if (silent) response.setHeader('X-Frame-Options', 'SAMEORIGIN');
    await sendPage(request, response, silent ? silentPolicy(nonce) : policyFor(nonce), page);
  }

  return (request, response, next) => {
    if (wantsPage(request)) return answer(request, response);
    next();
  };
}
