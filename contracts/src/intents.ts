import type { Localized } from './endpoint.ts';

/** A typed link between systems: its parameters; the answering remote maps it to a path (portal.md G8). */
export interface IntentDefinition extends Localized {
  /** Names of parameters that fill the path. */
  readonly params: readonly string[];
  /** Names of parameters that may be added as a query. */
  readonly query?: readonly string[];
}

/** Every cross-system link of the portal. A remote says in its manifest which it answers. */
export const intents = {
  'store.open': { zh: '打开门店', en: 'Open store', params: ['storeId'] },
  'ticket.open': { zh: '打开工单', en: 'Open ticket', params: ['ticketId'] },
  'ticket.list': { zh: '查看工单', en: 'See tickets', params: [], query: ['storeId', 'state', 'owner'] },
  'ticket.create': { zh: '新建工单', en: 'New ticket', params: [], query: ['storeId'] },
  'access.request': { zh: '申请权限', en: 'Request permission', params: [], query: ['meta', 'from'] },
  'access.request.open': { zh: '打开申请', en: 'Open request', params: ['requestId'] },
  'person.open': { zh: '打开人员', en: 'Open person', params: ['personId'] },
} as const satisfies Record<string, IntentDefinition>;

/** Name of a typed cross-system link. */
export type IntentName = keyof typeof intents;

type Names<T> = T extends readonly (infer N extends string)[] ? N : never;

/** Parameters of an intent: those of the path are required, those of the query optional. */
export type IntentParams<N extends IntentName> = Record<Names<(typeof intents)[N]['params']>, string> &
  Partial<Record<(typeof intents)[N] extends { readonly query: infer Q } ? Names<Q> : never, string>>;
