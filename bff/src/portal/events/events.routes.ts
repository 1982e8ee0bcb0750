import { Router } from 'express';
import { streamEvents } from '@eoms/contracts/portal/events.contract';
import { serve } from '../../http/serve.ts';
import type { EventsService } from './events.service.ts';

/** What open tabs are told by themselves. */
export function eventsRoutes(service: EventsService): Router {
  const routes = Router();
  serve(routes, streamEvents, service.streamEvents);
  return routes;
}
