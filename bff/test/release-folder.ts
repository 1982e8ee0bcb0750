import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import type { Release, RemoteManifest } from '@eoms/contracts/portal/remotes.contract';

/** Manifest of the service desk as tests deploy it: a page, a directory of pages, a page below another Meta, an intent. */
export const serviceManifest: RemoteManifest = {
  name: 'service',
  basePath: '/service',
  icon: 'headset',
  menu: [
    {
      id: 'tickets',
      title: { zh: '工单', en: 'Tickets' },
      path: '/tickets',
      meta: 'service.ticket.view',
      icon: 'ticket',
    },
    {
      id: 'desk',
      title: { zh: '工作台', en: 'Desk' },
      children: [
        { id: 'new', title: { zh: '新建工单', en: 'New ticket' }, path: '/tickets/new', meta: 'service.ticket.create' },
        { id: 'assign', title: { zh: '分派', en: 'Assign' }, path: '/assign', meta: 'service.ticket.assign' },
      ],
    },
  ],
  routes: [
    { path: '/tickets', meta: 'service.ticket.view' },
    { path: '/tickets/new', meta: 'service.ticket.create' },
    { path: '/tickets/:ticketId', meta: 'service.ticket.view' },
    { path: '/assign', meta: 'service.ticket.assign' },
  ],
  intents: { 'ticket.open': { path: '/tickets/:ticketId', meta: 'service.ticket.view' } },
};

/** Manifest of the store register as tests deploy it. */
export const storesManifest: RemoteManifest = {
  name: 'stores',
  basePath: '/stores',
  icon: 'shop',
  menu: [{ id: 'stores', title: { zh: '门店', en: 'Stores' }, path: '/stores', meta: 'stores.store.view' }],
  routes: [
    { path: '/stores', meta: 'stores.store.view' },
    { path: '/stores/:storeId', meta: 'stores.store.view' },
  ],
  intents: { 'store.open': { path: '/stores/:storeId', meta: 'stores.store.view' } },
};

const defaultFiles: Readonly<Record<string, string>> = {
  'remoteEntry.js': `self.entry = ${JSON.stringify('x'.repeat(500))};`,
  'css/app.css': '.app { color: inherit }',
};

const integrityOf = (content: string): string => `sha384-${createHash('sha384').update(content).digest('base64')}`;

/** A folder of releases that is deleted with `[Symbol.dispose]`. */
export class ReleaseFolder {
  readonly path = mkdtempSync(join(tmpdir(), 'eoms-releases-'));

  /** Stores a release without making it current; answers its version. */
  store(
    manifest: RemoteManifest,
    files: Readonly<Record<string, string>> = defaultFiles,
    change: Partial<Release> = {},
  ): string {
    const digest = createHash('sha256')
      .update(JSON.stringify([manifest, files]))
      .digest('hex')
      .slice(0, 8);
    const version = `1.0.0-${digest}`;
    const folder = join(this.path, manifest.name, version);
    for (const [name, content] of Object.entries(files)) {
      const file = join(folder, name);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, content);
      writeFileSync(`${file}.br`, brotliCompressSync(content));
      writeFileSync(`${file}.gz`, gzipSync(content));
    }
    const listed = Object.entries(files).map(([name, content]) => [
      name,
      { integrity: integrityOf(content), bytes: Buffer.byteLength(content) },
    ]);
    const release: Release = {
      manifest,
      version,
      shellApi: 1,
      entry: 'remoteEntry.js',
      files: Object.fromEntries(listed),
      ...change,
    };
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'release.json'), JSON.stringify(release));
    return version;
  }

  /** Makes a stored version current. */
  deploy(name: string, version: string): void {
    this.write(join(name, 'current.json'), JSON.stringify({ version }));
  }

  /** Stores a release and makes it current; answers its version. */
  release(manifest: RemoteManifest, files?: Readonly<Record<string, string>>, change?: Partial<Release>): string {
    const version = this.store(manifest, files, change);
    this.deploy(manifest.name, version);
    return version;
  }

  /** Writes any file below the folder. */
  write(path: string, content: string): void {
    const file = join(this.path, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
  }

  /** Deletes a file or folder below the folder. */
  remove(path: string): void {
    rmSync(join(this.path, path), { recursive: true, force: true });
  }

  [Symbol.dispose](): void {
    rmSync(this.path, { recursive: true, force: true });
  }
}
