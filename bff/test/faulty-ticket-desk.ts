import { vi } from 'vitest';
import fc from 'fast-check';
import type * as life from '../src/systems/service/tickets/ticket-life.policy.ts';
import type * as policy from '../src/systems/service/tickets/tickets.policy.ts';
import type { TicketDesk } from './ticket-desk.ts';

/** Functions of the desk's policies to replace by wrong ones. */
export interface SeededFault {
  readonly policy?: Partial<typeof policy>;
  readonly life?: Partial<typeof life>;
}

const POLICY = '../src/systems/service/tickets/tickets.policy.ts';
const LIFE = '../src/systems/service/tickets/ticket-life.policy.ts';
const opened: TicketDesk[] = [];

/** A desk of its own; a seeded fault replaces functions in everything the desk is made of. */
export async function freshDesk({ policy: rules, life: steps }: SeededFault = {}) {
  vi.resetModules();
  vi.doUnmock(POLICY);
  vi.doUnmock(LIFE);
  if (rules) vi.doMock(POLICY, async (load) => ({ ...(await load<typeof policy>()), ...rules }));
  if (steps) vi.doMock(LIFE, async (load) => ({ ...(await load<typeof life>()), ...steps }));
  const tools = await import('./ticket-desk.ts');
  const desk = await tools.openTicketDesk();
  opened.push(desk);
  return { desk, ...tools };
}

/** A desk with the names of its people, stores and grants. */
export type FreshDesk = Awaited<ReturnType<typeof freshDesk>>;

/** Closes every desk opened here. */
export async function closeDesks(): Promise<void> {
  for (const desk of opened.splice(0)) await desk.close();
}

/** What refutes a property, told in words; null when it held. Without a seed each call tries other cases. */
export async function refutation<T>(
  property: fc.IAsyncProperty<T>,
  numRuns: number,
  seed?: number,
): Promise<string | null> {
  const run = await fc.check(property, { numRuns, endOnFailure: true, ...(seed === undefined ? {} : { seed }) });
  return run.failed ? (fc.defaultReportMessage(run) ?? 'refuted') : null;
}
