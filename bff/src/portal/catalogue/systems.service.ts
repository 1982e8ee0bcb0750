import { Op } from 'sequelize';
import type { getSystem, listSystems } from '@eoms/contracts/access/catalogue.contract';
import type { CatalogueSystem } from '@eoms/contracts/access/catalogue.record';
import type { HandlerInput, HandlerOutput } from '@eoms/contracts/endpoint';
import { systemCodes, systems } from '@eoms/contracts/systems';
import { AppError } from '../../errors.ts';
import type { Context } from '../../http/context.ts';
import { personRefs } from '../people/references.service.ts';
import { Meta, Role, SystemEntry } from './catalogue.model.ts';
import { within } from './searching.ts';

async function describeSystems(context: Context, entries: readonly SystemEntry[]): Promise<CatalogueSystem[]> {
  const owners = await personRefs(
    context,
    entries.map(({ ownerId }) => ownerId),
  );
  const metas = await Meta.findAll({
    attributes: ['systemCode'],
    where: { status: { [Op.ne]: 'RETIRED' } },
    ...within(context),
  });
  const roles = await Role.findAll({ attributes: ['systemCode'], where: { status: 'ACTIVE' }, ...within(context) });
  const [metasOf, rolesOf] = [metas, roles].map((rows) =>
    Map.groupBy(rows as readonly { readonly systemCode: string }[], ({ systemCode }) => systemCode),
  );
  return entries
    .filter(({ code }) => code in systems)
    .toSorted((a, b) => systemCodes.indexOf(a.code) - systemCodes.indexOf(b.code))
    .map(({ code, status, ownerId, metaVersion }) => ({
      code,
      name: { ...systems[code] },
      status,
      owner: (ownerId === null ? undefined : owners.get(ownerId)) ?? null,
      metaVersion,
      metas: metasOf?.get(code)?.length ?? 0,
      roles: rolesOf?.get(code)?.length ?? 0,
    }));
}

/** Reads of business systems. */
export const systemReads = {
  async listSystems(context: Context): Promise<HandlerOutput<typeof listSystems>> {
    return { items: await describeSystems(context, await SystemEntry.findAll(within(context))) };
  },

  async getSystem(context: Context, { params }: HandlerInput<typeof getSystem>): Promise<CatalogueSystem> {
    const entry = await SystemEntry.findByPk(params.system, within(context));
    const [system] = entry ? await describeSystems(context, [entry]) : [];
    if (!system) throw new AppError('not_found');
    return system;
  },
};
