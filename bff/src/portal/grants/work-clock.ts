import type * as contract from '@eoms/contracts/access/requests.contract';
import type { HandlerInput, HandlerOutput } from '@eoms/contracts/endpoint';
import type { Context } from '../../http/context.ts';
import { AppError } from '../../errors.ts';
import { loadSituation, type GrantsDeps } from './situation.ts';

const HEAD_OFFICE_ZONE = 'Asia/Shanghai';

/** What answers about clocks are built on. */
export interface ClockDeps extends GrantsDeps {
  /** Zone of a store's clock; the stores system tells it. Null for a unit that is no store. */
  readonly storeZone: (context: Pick<Context, 'transaction'>, unitId: string) => Promise<string | null>;
}

/** By which clock somebody works: the one of his store, or of the head office. @throws AppError `not_superior` */
export async function getWorkClock(
  deps: ClockDeps,
  context: Context,
  { query }: HandlerInput<typeof contract.getWorkClock>,
): Promise<HandlerOutput<typeof contract.getWorkClock>> {
  const { caller } = context;
  const personId = query.personId ?? caller.id;
  const situation = await loadSituation(deps, context);
  if (personId !== caller.id && !situation.isAbove(caller.id, personId)) throw new AppError('not_superior');
  const unitId = situation.unitOf(personId);
  const zone = unitId === null ? null : await deps.storeZone(context, unitId);
  return { zone: zone ?? HEAD_OFFICE_ZONE, inShifts: zone !== null };
}
