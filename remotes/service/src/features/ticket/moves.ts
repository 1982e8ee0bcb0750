import type { Ticket, TicketState } from '@eoms/contracts/service/tickets.contract';
import { isWaiting } from '../../labels.ts';

/** What a person can do about a ticket's state, in his words. */
export type MoveName = 'start' | 'resume' | 'wait' | 'resolve' | 'reopen' | 'close' | 'invalid';

/** One offered change of state. */
export interface Move {
  readonly name: MoveName;
  /** States it can lead to; several only for waiting. */
  readonly to: readonly TicketState[];
}

const openName = (from: TicketState): MoveName =>
  from === 'new' ? 'start' : from === 'resolved' ? 'reopen' : 'resume';

/** Moves the ticket's `nextStates` offer, the usual one first. */
export function movesOf({ state, nextStates }: Pick<Ticket, 'state' | 'nextStates'>): readonly Move[] {
  const waiting = nextStates.filter(isWaiting);
  const named: readonly Move[] = [
    { name: openName(state), to: nextStates.filter((to) => to === 'open') },
    { name: 'wait', to: waiting },
    { name: 'resolve', to: nextStates.filter((to) => to === 'resolved') },
    { name: 'close', to: nextStates.filter((to) => to === 'closed') },
    { name: 'invalid', to: nextStates.filter((to) => to === 'invalid') },
  ];
  return named.filter((move) => move.to.length > 0);
}

/** Moves that need no further word: nothing is lost by them. */
export const isAtOnce = (name: MoveName): boolean => name === 'start' || name === 'resume';
