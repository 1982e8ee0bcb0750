import { z } from 'zod';
import { defineEndpoint } from '../endpoint.ts';

/** What an open tab is told by itself. A kind that a client does not know is to be passed over. */
export const PortalEvent = z
  .discriminatedUnion('kind', [
    /** What the person may do is now this version; the tab compares it with its own. */
    z.object({ kind: z.literal('access'), accessVersion: z.string() }),
    /** The session ended, or the person is no longer active; the last event of the stream. */
    z.object({ kind: z.literal('session'), ended: z.literal(true) }),
  ])
  .meta({ id: 'PortalEvent' });

/** What an open tab is told by itself. */
export type PortalEvent = z.infer<typeof PortalEvent>;

/** Events of the caller as they happen: the present access version at once, then every change; a comment at least every 15 s. */
export const streamEvents = defineEndpoint({
  id: 'streamEvents',
  method: 'get',
  path: '/api/portal/events',
  summary: 'Permission changes and end of session of a person, as server-sent events; not for service clients',
  tags: ['portal'],
  meta: null,
  stream: true,
  response: PortalEvent,
  errors: ['permission_missing'],
  examples: { response: { kind: 'access', accessVersion: 'kJ2uE0hXw3Qm1Zr8' } },
});
