import type { MetaCode } from '@eoms/contracts/endpoint';
import type { SystemMenu } from '@eoms/contracts/portal/portal.contract';
import { systems, type SystemCode } from '@eoms/contracts/systems';
import { AppError } from '../../errors.ts';
import type { Access, Context } from '../../http/context.ts';
import { metaName } from '../../http/meta-names.ts';
import type { DeployedRemote, RegistryService } from '../registry/registry.service.ts';
import { firstPageMeta, pruneMenu, type Holds } from './menus.policy.ts';

/** What the menus are made from. */
export interface MenusDeps {
  readonly registry: Pick<RegistryService, 'find' | 'deployed'>;
}

/** Menus of the deployed systems as one person sees them. */
export interface MenusService {
  /** Deployed systems of which the caller may open at least one page, in menu order. */
  listEnterable(access: Access): DeployedRemote[];
  getSystemMenu(context: Context, input: { params: { system: SystemCode } }): SystemMenu;
}

const holdsOf =
  (access: Access): Holds =>
  (meta) =>
    access.has(meta as MetaCode);

type Manifest = DeployedRemote['manifest'];
type Items = SystemMenu['items'];

/** Permissions by system, in order. */
const bySystem = (access: Access): ReadonlyMap<string, MetaCode[]> =>
  Map.groupBy([...access.metas()].sort(), (meta) => meta.slice(0, meta.indexOf('.')));

/** Thousands of people hold the same permissions: what follows from those alone is worked out once for all of them. */
function remembered() {
  const items = new WeakMap<object, WeakMap<Manifest, Items>>();
  const metas = new WeakMap<object, ReadonlyMap<string, MetaCode[]>>();
  return {
    itemsOf(access: Access, manifest: Manifest): Items {
      if (!access.held) return pruneMenu(manifest.menu, holdsOf(access));
      const known = items.get(access.held) ?? new WeakMap<Manifest, Items>();
      items.set(access.held, known);
      const found = known.get(manifest) ?? pruneMenu(manifest.menu, holdsOf(access));
      known.set(manifest, found);
      return found;
    },
    metasOf(access: Access, system: SystemCode): MetaCode[] {
      const known = (access.held && metas.get(access.held)) ?? bySystem(access);
      if (access.held) metas.set(access.held, known);
      return known.get(system) ?? [];
    },
  };
}

/** Opens the menus of what the registry has deployed. */
export function createMenusService({ registry }: MenusDeps): MenusService {
  const { itemsOf, metasOf } = remembered();
  return {
    // Every page, also one that no menu names: a link that is permitted must not lead to a system that does not exist.
    listEnterable: (access) =>
      registry.deployed().filter(({ manifest }) => manifest.routes.some(({ meta }) => access.has(meta as MetaCode))),
    getSystemMenu({ caller: { access } }, { params: { system } }) {
      const remote = registry.find(system);
      if (!remote) throw new AppError('not_found');
      const { menu, routes } = remote.manifest;
      const holds = holdsOf(access);
      const metas = metasOf(access, system);
      if (metas.length === 0) {
        const meta = firstPageMeta(menu) as MetaCode | undefined;
        throw new AppError('permission_missing', meta ? { meta } : {});
      }
      return {
        system,
        title: systems[system],
        items: itemsOf(access, remote.manifest),
        routes: routes.map(({ path, meta }) => ({ path, meta, allowed: holds(meta), name: metaName(meta) })),
        metas,
      };
    },
  };
}
