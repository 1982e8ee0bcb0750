import type { getAccessPolicy, listSodRules } from '@eoms/contracts/access/catalogue.contract';
import type { HandlerOutput } from '@eoms/contracts/endpoint';
import type { Context } from '../../http/context.ts';
import { readAccessPolicy } from './access-policy.service.ts';
import { SodRule } from './catalogue.model.ts';
import { createChangesService, type ChangesDeps } from './changes.service.ts';
import { choices } from './choices.service.ts';
import { createMetasService } from './metas.service.ts';
import { metaRefsByCode } from './references.service.ts';
import { createRolesService } from './roles.service.ts';
import { createRulesService } from './rules.service.ts';
import { within } from './searching.ts';
import { systemReads } from './systems.service.ts';

export { CATALOGUE } from './changes.service.ts';

const settings = {
  async listSodRules(context: Context): Promise<HandlerOutput<typeof listSodRules>> {
    const rows = await SodRule.findAll({
      order: [
        ['status', 'ASC'],
        ['code', 'ASC'],
      ],
      ...within(context),
    });
    const named = await metaRefsByCode(
      context,
      rows.flatMap(({ leftMetas, rightMetas }) => [...leftMetas, ...rightMetas]),
    );
    return {
      items: rows.map(({ id, code, nameZh, nameEn, leftMetas, rightMetas, mode, scopeSensitive, status, version }) => ({
        id,
        code,
        name: { zh: nameZh, en: nameEn },
        left: leftMetas.flatMap((meta) => named.get(meta) ?? []),
        right: rightMetas.flatMap((meta) => named.get(meta) ?? []),
        mode,
        scopeSensitive,
        status,
        version,
      })),
    };
  },
  getAccessPolicy: (context: Context): Promise<HandlerOutput<typeof getAccessPolicy>> => readAccessPolicy(context),
};

/** The catalogue of permissions, roles, base rules and settings: reading it, and proposing changes to it. */
export const createCatalogueService = (deps: ChangesDeps) => ({
  ...systemReads,
  ...createMetasService(deps),
  ...createRolesService(deps),
  ...createRulesService(deps),
  ...settings,
  ...choices,
  ...createChangesService(deps),
});

/** The catalogue of permissions, roles, base rules and settings. */
export type CatalogueService = ReturnType<typeof createCatalogueService>;
