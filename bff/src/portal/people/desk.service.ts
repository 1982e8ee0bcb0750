import { externalPeople } from './external-people.service.ts';
import { headKeeper } from './heads.service.ts';
import { organisationReader } from './organisation.service.ts';
import type { PeopleDeps } from './people-deps.ts';
import { peopleLister } from './people-list.service.ts';
import { personReader } from './person.service.ts';
import { fieldRevealer } from './reveals.service.ts';

/** Organisation and people as the permission centre shows and keeps them: one function for each endpoint. */
export const createPeopleService = (deps: PeopleDeps) => ({
  ...organisationReader(deps),
  ...headKeeper(deps),
  ...externalPeople(deps),
  listPeople: peopleLister(deps),
  getPerson: personReader(deps),
  revealPersonField: fieldRevealer(deps),
});

/** Organisation and people. */
export type PeopleService = ReturnType<typeof createPeopleService>;
