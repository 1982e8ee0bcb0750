import { allMetas } from '@eoms/contracts/catalogue';
import type { Localized, MetaCode } from '@eoms/contracts/endpoint';
import type { SystemMenu } from '@eoms/contracts/portal/portal.contract';
import { systems, type SystemCode } from '@eoms/contracts/systems';
import { AppError } from '../../errors.ts';
import type { Access, Context } from '../../http/context.ts';
import type { DeployedRemote, RegistryService } from '../registry/registry.service.ts';
import { firstPageMeta, mayEnter, pruneMenu, type Holds } from './menus.policy.ts';

/** What the menus are made from. */
export interface MenusDeps {
  readonly registry: Pick<RegistryService, 'find' | 'deployed'>;
}

/** Menus of the deployed systems as one person sees them. */
export interface MenusService {
  /** Deployed systems the caller may enter, in menu order. */
  listEnterable(access: Access): DeployedRemote[];
  getSystemMenu(context: Context, input: { params: { system: SystemCode } }): SystemMenu;
}

const holdsOf =
  (access: Access): Holds =>
  (meta) =>
    access.has(meta as MetaCode);

const nameOf = (meta: string): Localized => {
  const { zh, en } = allMetas[meta] ?? { zh: meta, en: meta };
  return { zh, en };
};

/** Opens the menus of what the registry has deployed. */
export function createMenusService({ registry }: MenusDeps): MenusService {
  return {
    listEnterable: (access) => registry.deployed().filter(({ manifest }) => mayEnter(manifest.menu, holdsOf(access))),
    getSystemMenu({ caller: { access } }, { params: { system } }) {
      const remote = registry.find(system);
      if (!remote) throw new AppError('not_found');
      const { menu, routes } = remote.manifest;
      const holds = holdsOf(access);
      const metas = [...access.metas()].filter((meta) => meta.startsWith(`${system}.`)).sort();
      if (metas.length === 0) {
        const meta = firstPageMeta(menu) as MetaCode | undefined;
        throw new AppError('permission_missing', meta ? { meta } : {});
      }
      return {
        system,
        title: systems[system],
        items: pruneMenu(menu, holds),
        routes: routes.map(({ path, meta }) => ({ path, meta, allowed: holds(meta), name: nameOf(meta) })),
        metas,
      };
    },
  };
}
