import { createTicket, listTickets, type RequesterKind } from '@eoms/contracts/service/tickets.contract';
import type { CallInput } from '@eoms/kit';
import { useCommand } from '@eoms/kit/ui';

type Body = CallInput<typeof createTicket>['body'];
type Kind = (typeof RequesterKind.options)[number];

/** What the form holds; fields of another kind of requester are gone from it. */
export interface Values extends Omit<Body, 'requester' | 'storeId'> {
  readonly requester: {
    readonly kind: Kind;
    readonly storeId?: string;
    readonly name?: string;
    readonly phone?: string;
    readonly departmentId?: string;
  };
  readonly storeId?: string | null;
}

function requesterOf({
  kind,
  storeId = '',
  name = '',
  phone,
  departmentId = '',
}: Values['requester']): Body['requester'] {
  switch (kind) {
    case 'store':
      return { kind, storeId };
    case 'hq':
      return { kind, departmentId };
    default:
      return { kind, name: name.trim(), phone: phone?.trim() || null };
  }
}

/** Body of the command: a ticket a store asks for is about that store. */
export function openingBody({ requester, storeId, ...values }: Values): Body {
  const about = requester.kind === 'store' ? (requester.storeId ?? null) : (storeId ?? null);
  const { type, category, subject, text, priority, channel } = values;
  return { type, category, subject, text, priority, channel, requester: requesterOf(requester), storeId: about };
}

/** Opens a ticket. */
export const useOpenTicket = () => useCommand(createTicket, { invalidates: [listTickets] });
