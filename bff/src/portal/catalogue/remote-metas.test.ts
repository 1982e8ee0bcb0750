import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { MetaCode } from '@eoms/contracts/endpoint';
import type { RemoteManifest } from '@eoms/contracts/portal/remotes.contract';
import { openCatalogueWorld, type CatalogueWorld } from '../../../test/catalogue-world.ts';
import { testLog } from '../../../test/portal-world.ts';
import { ReleaseFolder, storesManifest } from '../../../test/release-folder.ts';
import { newId } from '../../database/new-id.ts';
import { AppError } from '../../errors.ts';
import { toProblem } from '../../http/problem.ts';
import { releaseFaults } from '../registry/registry.policy.ts';
import { createRegistryService, type RegistryService } from '../registry/registry.service.ts';
import { createMenusService } from '../menus/menus.service.ts';
import { Meta, RoleMeta, SystemEntry } from './catalogue.model.ts';
import { createRemoteMetas, type RemoteMetas } from './remote-metas.service.ts';

const print: MetaCode = 'stores.label.print';
const scan: MetaCode = 'stores.label.scan';
const label = { zh: '打印门店标签', en: 'Print store labels', risk: 1, kind: 'page' } as const;

const withLabels: RemoteManifest = {
  ...storesManifest,
  routes: [...storesManifest.routes, { path: '/labels', meta: print }],
  menu: [...storesManifest.menu, { id: 'labels', title: { zh: '标签', en: 'Labels' }, path: '/labels', meta: print }],
  metas: {
    [print]: label,
    [scan]: { zh: '扫描标签', en: 'Scan labels', risk: 0, deprecated: true },
    // Also declared by the contracts, which it belongs to.
    'stores.store.edit': { zh: '改门店', en: 'Change stores', risk: 3 },
  },
};

const folder = new ReleaseFolder();
let world: CatalogueWorld;
let registry: RegistryService;
let remoteMetas: RemoteMetas;
let elapsed = 0;
const start = Date.now();
let minute = 0;
const next = (): Date => new Date(start + (minute += 1) * 60_000);

beforeAll(async () => {
  world = await openCatalogueWorld();
  folder.release(storesManifest);
  const { log } = testLog();
  registry = createRegistryService({
    folder: folder.path,
    log,
    elapsed: () => elapsed,
    onDeployed: () => remoteMetas.follow(),
  });
  remoteMetas = createRemoteMetas({
    sequelize: world.database.sequelize,
    log,
    deployed: () => registry.deployed().map(({ manifest }) => manifest),
  });
  await remoteMetas.declare();
});
afterAll(async () => {
  await world.close();
  folder[Symbol.dispose]();
});

/** Deploys a manifest and waits until its permissions are declared. */
async function deploy(manifest: RemoteManifest): Promise<void> {
  folder.release(manifest);
  elapsed += 1001;
  registry.deployed();
  await remoteMetas.settled();
}

const living = (code: MetaCode) => Meta.findOne({ where: { liveCode: code } });
const versionOf = async (): Promise<number> => (await SystemEntry.findByPk('stores'))?.metaVersion ?? 0;

describe('permissions that a remote declares', () => {
  test('arrive with its release, work like any other, and are named everywhere', async () => {
    const version = await versionOf();
    await deploy(withLabels);
    expect(await versionOf()).toBe(version + 1);
    const meta = await living(print);
    expect(meta).toMatchObject({
      declaredBy: 'remote:stores',
      titleZh: label.zh,
      kind: 'PAGE',
      status: 'ACTIVE',
      riskTier: 1,
    });
    const keeper = [...(await world.state()).roles.values()].find(({ code }) => code === 'stores-keeper')!;
    const change = { op: 'role.change', roleId: keeper.id, version: keeper.version, removeMetas: [] } as const;
    await world.apply([{ ...change, addMetas: [print], removeMetas: [] }], next());
    const [holder] = await world.access.holdersOf(print, next());
    const access = await world.access.accessOfPerson(holder!, next());
    expect(access.has(print)).toBe(true);
    const context = world.contextAt(next());
    const menu = createMenusService({ registry }).getSystemMenu(
      { ...context, caller: { ...context.caller, access } },
      { params: { system: 'stores' } },
    );
    expect(menu.routes.find(({ path }) => path === '/labels')).toMatchObject({ allowed: true, name: { zh: label.zh } });
    const asked = { requestId: 'r', locale: 'zh', instance: '/' } as const;
    expect(toProblem(new AppError('permission_missing', { meta: print }), asked).meta?.name).toEqual({
      zh: label.zh,
      en: label.en,
    });
  });

  test('belong to the contracts when those declare them too', async () => {
    expect(await living('stores.store.edit')).toMatchObject({
      declaredBy: 'contracts',
      titleZh: '编辑门店资料',
      riskTier: 1,
    });
  });

  test('that are deprecated still work, but nobody can ask for them and no role takes them up', async () => {
    const meta = (await living(scan))!;
    expect(meta.status).toBe('DEPRECATED');
    const viewer = [...(await world.state()).roles.values()].find(({ code }) => code === 'stores-viewer')!;
    const change = {
      op: 'role.change',
      roleId: viewer.id,
      version: viewer.version,
      addMetas: [scan],
      removeMetas: [],
    } as const;
    await expect(world.apply([{ ...change, addMetas: [scan], removeMetas: [] }], next())).rejects.toMatchObject({
      code: 'validation_failed',
      details: { errors: [{ pointer: '#/body/ops/0/addMetas/0', code: 'meta_deprecated' }] },
    });
  });

  test('are retired with the release that drops them; declared again the code is another permission', async () => {
    const [holder] = await world.access.holdersOf(print, next());
    const old = (await living(print))!;
    const version = await versionOf();
    await deploy(storesManifest);
    expect([await living(print), await versionOf()]).toEqual([null, version + 1]);
    expect((await world.access.accessOfPerson(holder!, next())).has(print)).toBe(false);
    await deploy(withLabels);
    const again = (await living(print))!;
    expect([again.id === old.id, again.bitNo > old.bitNo]).toEqual([false, true]);
    expect((await world.access.accessOfPerson(holder!, next())).has(print)).toBe(false);
  });

  test('are declared once, however often instances start', async () => {
    const before = await Meta.findAll({ order: [['bitNo', 'ASC']], raw: true });
    await Promise.all([remoteMetas.declare(), remoteMetas.declare()]);
    expect(await Meta.findAll({ order: [['bitNo', 'ASC']], raw: true })).toEqual(before);
  });

  test('of another system are refused, and so is a page below a Meta nobody declares', () => {
    const release = {
      manifest: withLabels,
      version: '1.0.0-00000000',
      shellApi: 1,
      entry: 'a.js',
      files: { 'a.js': { integrity: '', bytes: 0 } },
    };
    expect(releaseFaults(release)).toEqual([]);
    const foreign = { ...withLabels, metas: { ...withLabels.metas, 'service.ticket.burn': label } };
    expect(releaseFaults({ ...release, manifest: foreign })).toEqual([
      'Meta service.ticket.burn is declared by stores, but belongs to another system',
    ]);
    const { metas: _metas, ...bare } = withLabels;
    expect(releaseFaults({ ...release, manifest: bare }).join()).toContain('unknown Meta stores.label.print');
  });
});

describe('mistake 31: a role of one system', () => {
  test('takes up no permission of another', async () => {
    const role = [...(await world.state()).roles.values()].find(({ code }) => code === 'service-viewer')!;
    const change = { op: 'role.change', roleId: role.id, version: role.version, removeMetas: [] } as const;
    await expect(
      world.apply([{ ...change, addMetas: ['stores.store.view'], removeMetas: [] }], next()),
    ).rejects.toMatchObject({ details: { errors: [{ code: 'meta_other_system' }] } });
    await expect(
      world.apply(
        [
          {
            op: 'role.create',
            id: newId(),
            system: 'service',
            code: 'x',
            name: { zh: '甲', en: 'A' },
            metas: ['stores.store.view'],
          },
        ],
        next(),
      ),
    ).rejects.toMatchObject({ details: { errors: [{ code: 'meta_other_system' }] } });
  });

  test('gives none of another even when its row says so', async () => {
    const [service, stores] = await Promise.all(
      ['service.ticket.view', 'stores.store.create'].map((code) => living(code as MetaCode)),
    );
    const roleId = newId();
    const outsider = (await world.facts()).people.find(
      ({ kind, status }) => kind === 'FRANCHISEE' && status === 'ACTIVE',
    )!;
    const rule = { roleId, unitId: null, includeSubtree: true, position: null, levelMin: null, levelMax: null };
    const scope = { kind: 'ALL' as const, unitIds: [] };
    await world.apply(
      [
        {
          op: 'role.create',
          id: roleId,
          system: 'service',
          code: 'leaky',
          name: { zh: '乙', en: 'B' },
          metas: [service!.code],
        },
        { op: 'rule.add', id: newId(), rule: { ...rule, personKind: 'FRANCHISEE', scope, from: null, until: null } },
      ],
      next(),
    );
    await world.forge((transaction) => RoleMeta.create({ roleId, metaId: stores!.id }, { transaction }));
    const access = await world.access.accessOfPerson(outsider.id, next());
    expect([access.has('service.ticket.view'), access.has('stores.store.create')]).toEqual([true, false]);
  });
});
