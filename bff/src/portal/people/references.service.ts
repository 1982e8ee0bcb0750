import type { PersonRef, UnitRef } from '@eoms/contracts/access/shared.record';
import { personsByIds, placesByIds, unitsByIds, type PeopleContext } from './people.service.ts';

/** People as other records name them, by id; unknown ids are left out. */
export async function personRefs(
  context: PeopleContext,
  ids: readonly (string | null)[],
): Promise<Map<string, PersonRef>> {
  const wanted = [...new Set(ids)].filter((id) => id !== null);
  const [people, places] = [await personsByIds(context, wanted), await placesByIds(context, wanted)];
  return new Map(
    [...people].map(([id, { name, employeeNo, active }]) => {
      const place = places.get(id);
      return [id, { id, name, employeeNo, active, unit: place?.unit.name ?? null, position: place?.position ?? null }];
    }),
  );
}

/** Units as other records name them, by id; unknown ids are left out. */
export async function unitRefs(
  context: Pick<PeopleContext, 'transaction'>,
  ids: readonly (string | null)[],
): Promise<Map<string, UnitRef>> {
  const units = await unitsByIds(
    context,
    [...new Set(ids)].filter((id) => id !== null),
  );
  return new Map([...units].map(([id, { name, kind }]) => [id, { id, name, kind }]));
}
