import {
  listTickets,
  TicketPriority,
  TicketState,
  TicketType,
  RequesterKind,
} from '@eoms/contracts/service/tickets.contract';
import { useEndpointPages, urlSomeOf, urlText, type UrlField, type UrlSort, type UrlValues } from '@eoms/kit/ui';
import { isId } from '../../paths.ts';

/** An id, or one of some words; anything else in the URL counts as not given. */
const urlId = (...words: readonly string[]): UrlField<string> => ({
  initial: '',
  read: ([value = '']) => (words.includes(value) || isId(value) ? value : ''),
  write: (value) => (value ? [value] : []),
});

/** Filters of the queue as the URL keeps them; `owner` is `me`, `none` or a person. */
export const filterSpec = {
  q: urlText(),
  state: urlSomeOf(TicketState.options),
  type: urlSomeOf(TicketType.options),
  priority: urlSomeOf(TicketPriority.options),
  requesterKind: urlSomeOf(RequesterKind.options),
  storeId: urlId(),
  owner: urlId('me', 'none'),
};

/** Values of the filters. */
export type Filters = UrlValues<typeof filterSpec>;

/** Nothing filtered. */
export const noFilters: Filters = {
  q: '',
  state: [],
  type: [],
  priority: [],
  requesterKind: [],
  storeId: '',
  owner: '',
};

const UNRESOLVED = TicketState.options.filter((state) => !['resolved', 'closed', 'invalid'].includes(state));
const TO_DO: readonly TicketState[] = ['new', 'open'];

/** Work as the desk looks at it every day: who owns it, and in which states. */
export const views = {
  mine: { owner: 'me', state: UNRESOLVED },
  unassigned: { owner: 'none', state: TO_DO },
  todo: { owner: '', state: TO_DO },
  all: { owner: '', state: [] },
} as const satisfies Record<string, Pick<Filters, 'owner' | 'state'>>;

/** Name of a view. */
export type ViewName = keyof typeof views;

/** The view these filters are, if any; further states of an owner's tickets are still his view. */
export function viewOf({ owner, state }: Filters): ViewName | null {
  if (owner === 'me') return 'mine';
  if (owner === 'none') return 'unassigned';
  if (owner !== '') return null;
  if (state.length === 0) return 'all';
  return state.length === TO_DO.length && TO_DO.every((one) => state.includes(one)) ? 'todo' : null;
}

/** Fields the queue can be ordered by. */
export const sortFields = ['updatedAt', 'openedAt', 'priority'] as const;

/** Order of the queue. */
export type Order = Pick<UrlSort<(typeof sortFields)[number]>, 'sort' | 'order'>;

const given = (filters: Filters) =>
  Object.fromEntries(Object.entries(filters).filter(([, value]) => value.length > 0)) as Partial<{
    -readonly [Name in keyof Filters]: Filters[Name] extends readonly (infer One)[] ? One[] : string;
  }>;

/** One page of the tickets the person may see. */
export const useTicketList = (filters: Filters, { sort, order }: Order) =>
  useEndpointPages(listTickets, { query: { sort, order, ...given(filters) } });
