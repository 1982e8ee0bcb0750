import {
  createExternalPerson,
  endExternalPerson,
  getPerson,
  listPeople,
  resumePerson,
  revealPersonField,
  suspendPerson,
} from '@eoms/contracts/access/people.contract';
import { call } from '@eoms/kit';
import {
  urlSomeOf,
  urlText,
  useCommand,
  useEndpoint,
  useEndpointPages,
  type UrlSort,
  type UrlValues,
} from '@eoms/kit/ui';
import { personKinds, personStatuses } from '../../organisation-words.ts';

/** Filters of the list as the URL keeps them. */
export const filterSpec = {
  q: urlText(),
  unitId: urlText(),
  status: urlSomeOf(personStatuses),
  kind: urlSomeOf(personKinds),
};
/** No filter at all. */
export const noFilters = { q: '', unitId: '', status: [], kind: [] } as const;
/** Fields the list can be ordered by. */
export const sortFields = ['name', 'employeeNo', 'createdAt'] as const;

/** One page of the people the person may see. */
export const usePeople = (
  { q, unitId, status, kind }: UrlValues<typeof filterSpec>,
  { sort, order }: Pick<UrlSort<(typeof sortFields)[number]>, 'sort' | 'order'>,
) =>
  useEndpointPages(listPeople, {
    query: {
      sort,
      order,
      ...(q ? { q } : {}),
      ...(unitId ? { unitId } : {}),
      ...(status.length > 0 ? { status: [...status] } : {}),
      ...(kind.length > 0 ? { kind: [...kind] } : {}),
    },
  });

/** One person, read again when somebody comes back to the tab. */
export const usePerson = (personId: string) =>
  useEndpoint(getPerson, { params: { personId } }, { refetchOnWindowFocus: true });

const outdated = [listPeople, getPerson];

/** Registers a person outside the EHR. */
export const useCreateExternal = (onSuccess: (personId: string) => void) =>
  useCommand(createExternalPerson, { invalidates: outdated, onSuccess: ({ id }) => onSuccess(id) });

/** What can be done to the status of a person outside the EHR. */
export const statusCommands = { suspend: suspendPerson, resume: resumePerson, end: endExternalPerson } as const;
/** One of them. */
export type StatusStep = keyof typeof statusCommands;

/** Changes the status of a person outside the EHR. */
export const useStatusStep = (step: StatusStep, onSuccess: () => void) =>
  useCommand(statusCommands[step], { invalidates: outdated, onSuccess });

/** A masked field, asked for once; not through the query cache, where it would stay. */
export const revealField = async (personId: string, field: 'phone' | 'id-number', reason: string): Promise<string> =>
  (await call(revealPersonField, { params: { personId }, body: { field, reason } })).value;
