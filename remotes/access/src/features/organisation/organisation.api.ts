import {
  appointHead,
  endHead,
  findUnits,
  getOrganisation,
  getUnit,
} from '@eoms/contracts/access/organisation.contract';
import { listPeople } from '@eoms/contracts/access/people.contract';
import { instantOfWall, urlText, useCommand, useEndpoint, useEndpointPages } from '@eoms/kit/ui';
import { HOME_ZONE } from '@eoms/kit';

/** Chosen unit, day the organisation is shown of, and search, as the URL keeps them. */
export const viewSpec = { unit: urlText(), on: urlText(), q: urlText() };

const DAY = /^\d{4}-\d{2}-\d{2}$/;

/** The first instant of a day as the company's clock has it; undefined means now. */
export const instantOfDay = (day: string): string | undefined =>
  (DAY.test(day) ? instantOfWall(`${day}T00:00`, HOME_ZONE) : null) ?? undefined;

const asOf = (at: string | undefined) => (at === undefined ? {} : { at });

/** Children of a unit, or the top. */
export const useLevel = (parentId: string | null, at: string | undefined) =>
  useEndpoint(getOrganisation, { query: { ...(parentId === null ? {} : { parentId }), ...asOf(at) } });

/** One unit. */
export const useUnit = (unitId: string, at: string | undefined) =>
  useEndpoint(getUnit, { params: { unitId }, query: asOf(at) }, { enabled: unitId !== '' });

/** Units found by name or code. */
export const useFoundUnits = (q: string, at: string | undefined) =>
  useEndpoint(findUnits, { query: { q, ...asOf(at) } }, { enabled: q.trim() !== '' });

/** People of a unit, page by page. */
export const useUnitPeople = (unitId: string, only: 'unit' | 'subtree', at: string | undefined) =>
  useEndpointPages(listPeople, { query: { unitId, only, limit: 20, ...asOf(at) } }, { place: 'component' });

const outdated = [getOrganisation, getUnit, listPeople];

/** Appoints a head, acting head or deputy. */
export const useAppoint = (onSuccess: () => void) => useCommand(appointHead, { invalidates: outdated, onSuccess });

/** Ends an appointment. */
export const useEndHead = (onSuccess: () => void) => useCommand(endHead, { invalidates: outdated, onSuccess });
