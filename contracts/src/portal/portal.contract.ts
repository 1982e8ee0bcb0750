import { z } from 'zod';
import { defineEndpoint, defineMetas } from '../endpoint.ts';
import { Id, Instant, Line, LocalizedText } from '../fields.ts';
import { systemCodes } from '../systems.ts';
import { MenuNode } from './remotes.contract.ts';

/** The portal's own permissions. */
export const portalMetas = defineMetas({});

const SystemCodeSchema = z.enum(systemCodes);

/** Theme a person chose; `system` follows the device. */
export const ThemeChoice = z.enum(['system', 'light', 'dark']);
/** Language a person chose. */
export const LocaleChoice = z.enum(['zh-CN', 'en']);

/** Who is signed in, as every page may show it. */
export const CurrentPerson = z
  .object({
    id: Id,
    name: z.string(),
    employeeNo: z.string().nullable(),
    kind: z.enum(['employee', 'franchisee', 'service']),
    department: LocalizedText,
    position: LocalizedText,
    level: z.int(),
  })
  .meta({ id: 'CurrentPerson' });

/** One system the person may open, with the release of its remote that this tab gets. */
export const BootstrapSystem = z
  .object({
    code: SystemCodeSchema,
    title: LocalizedText,
    icon: z.string(),
    basePath: z.string(),
    remote: z.object({
      name: z.string(),
      version: z.string(),
      /** Absolute path of the Module Federation entry. */
      entry: z.string(),
      /** Integrity of every script and stylesheet by absolute path. */
      integrity: z.record(z.string(), z.string()),
    }),
  })
  .meta({ id: 'BootstrapSystem' });

/** What an intent resolves to for this person. */
export const ResolvedIntent = z
  .object({
    /** Absolute path with `:params`; null when nobody deployed answers it. */
    path: z.string().nullable(),
    system: SystemCodeSchema.nullable(),
    allowed: z.boolean(),
    /** Why not, when `allowed` is false. */
    reason: z.enum(['not_deployed', 'permission_missing']).nullable(),
    /** Permission to ask for, when that is what is missing. */
    meta: z.string().optional(),
  })
  .meta({ id: 'ResolvedIntent' });

/** Everything a tab needs to draw itself; of permissions no more than what is missing for a link. */
export const Bootstrap = z
  .object({
    person: CurrentPerson,
    preferences: z.object({ locale: LocaleChoice, theme: ThemeChoice }),
    systems: z.array(BootstrapSystem),
    intents: z.record(z.string(), ResolvedIntent),
    /** Digest of everything the person may do: another one exactly when that changed. */
    accessVersion: z.string(),
    /** True in the embedded demo set-up: the shell says so aloud. */
    demo: z.boolean(),
  })
  .meta({ id: 'Bootstrap' });

/** Everything a tab needs to draw itself. */
export type Bootstrap = z.infer<typeof Bootstrap>;

/** Menu of one system for one person: only what he may open, plus the routes and button codes of that system. */
export const SystemMenu = z
  .object({
    system: SystemCodeSchema,
    title: LocalizedText,
    items: z.array(MenuNode),
    /** Every route of the system; `allowed` says whether this person may open it. */
    routes: z.array(z.object({ path: z.string(), allowed: z.boolean(), meta: z.string(), name: LocalizedText })),
    /** Metas of this system the person holds. */
    metas: z.array(z.string()),
  })
  .meta({ id: 'SystemMenu' });

/** Menu of one system for one person. */
export type SystemMenu = z.infer<typeof SystemMenu>;

/** One line of open work on the home page. */
export const WorkItem = z
  .object({
    key: z.string(),
    system: SystemCodeSchema,
    title: LocalizedText,
    count: z.int().min(0),
    /** True when there are more than `count`. */
    more: z.boolean(),
    tone: z.enum(['neutral', 'attention', 'urgent']),
    path: z.string(),
  })
  .meta({ id: 'WorkItem' });

const personExample = {
  id: '0195844e-2d00-7000-8000-000000000001',
  name: '王敏',
  employeeNo: 'E1001',
  kind: 'employee' as const,
  department: { zh: '客服部', en: 'Customer service' },
  position: { zh: '客服专员', en: 'Agent' },
  level: 3,
};

/** What the tab needs first: person, systems, releases, intents. */
export const getBootstrap = defineEndpoint({
  id: 'getBootstrap',
  method: 'get',
  path: '/api/portal/bootstrap',
  summary: 'Person, systems and release vector of this tab',
  tags: ['portal'],
  meta: null,
  etag: true,
  response: Bootstrap,
  errors: [],
  examples: {
    response: {
      person: personExample,
      preferences: { locale: 'zh-CN', theme: 'system' },
      systems: [
        {
          code: 'service',
          title: { zh: '客服中心', en: 'Customer service' },
          icon: 'headset',
          basePath: '/service',
          remote: {
            name: 'service',
            version: '1.0.0-0a1b2c3d',
            entry: '/remotes/service/1.0.0-0a1b2c3d/remoteEntry.js',
            integrity: {},
          },
        },
      ],
      intents: {
        'ticket.open': { path: '/service/tickets/:ticketId', system: 'service', allowed: true, reason: null },
      },
      accessVersion: 'kJ2uE0hXw3Qm1Zr8',
      demo: true,
    },
  },
});

/** Menu, routes and button codes of one system. */
export const getSystemMenu = defineEndpoint({
  id: 'getSystemMenu',
  method: 'get',
  path: '/api/portal/systems/:system/menu',
  summary: 'Menu of one system for the caller',
  tags: ['portal'],
  meta: null,
  etag: true,
  params: z.strictObject({ system: SystemCodeSchema }),
  response: SystemMenu,
  errors: ['not_found'],
  examples: {
    params: { system: 'service' },
    response: {
      system: 'service',
      title: { zh: '客服中心', en: 'Customer service' },
      items: [
        {
          id: 'tickets',
          title: { zh: '工单', en: 'Tickets' },
          path: '/tickets',
          meta: 'service.ticket.view',
          icon: 'ticket',
        },
      ],
      routes: [
        { path: '/tickets', allowed: true, meta: 'service.ticket.view', name: { zh: '查看工单', en: 'See tickets' } },
      ],
      metas: ['service.ticket.view'],
    },
  },
});

/** Open work of the caller in all his systems. */
export const listWork = defineEndpoint({
  id: 'listWork',
  method: 'get',
  path: '/api/portal/work',
  summary: 'Open work of the caller across systems',
  tags: ['portal'],
  meta: null,
  errors: [],
  response: z.object({
    items: z.array(WorkItem),
    /** Systems that did not answer in time; the page says so instead of hiding it. */
    unanswered: z.array(SystemCodeSchema),
  }),
  examples: {
    response: {
      items: [
        {
          key: 'service.mine',
          system: 'service',
          title: { zh: '我受理的工单', en: 'My tickets' },
          count: 4,
          more: false,
          tone: 'attention',
          path: '/service/tickets?owner=me',
        },
      ],
      unanswered: [],
    },
  },
});

/** Keeps language and theme of the caller. */
export const savePreferences = defineEndpoint({
  id: 'savePreferences',
  method: 'put',
  path: '/api/portal/preferences',
  summary: 'Save language and theme of the caller',
  tags: ['portal'],
  meta: null,
  body: z.strictObject({ locale: LocaleChoice, theme: ThemeChoice }),
  response: z.object({ locale: LocaleChoice, theme: ThemeChoice }),
  errors: [],
  examples: { body: { locale: 'zh-CN', theme: 'dark' }, response: { locale: 'zh-CN', theme: 'dark' } },
});

/** Ends the caller's session in EOMS at once, on every instance. */
export const endSession = defineEndpoint({
  id: 'endSession',
  method: 'post',
  path: '/api/portal/session/end',
  summary: 'End the session of the caller',
  tags: ['portal'],
  meta: null,
  body: z.strictObject({}),
  response: null,
  errors: [],
  examples: { body: {} },
});

/** Takes an error of the browser with the release vector, for the team that owns it. */
export const reportClientError = defineEndpoint({
  id: 'reportClientError',
  method: 'post',
  path: '/api/portal/client-errors',
  summary: 'Report an error seen in the browser',
  tags: ['portal'],
  meta: null,
  status: 202,
  errors: [],
  body: z.strictObject({
    kind: z.enum(['load', 'render', 'unhandled', 'report']),
    remote: z.string().max(40).nullable(),
    message: Line(500),
    path: z.string().max(500),
    releases: z.record(z.string().max(40), z.string().max(60)),
    at: Instant,
  }),
  response: z.object({ incident: z.string() }),
  examples: {
    body: {
      kind: 'load',
      remote: 'stores',
      message: 'entry timed out',
      path: '/stores/stores',
      releases: { stores: '1.0.0-0a1b2c3d' },
      at: '2026-03-11T12:30:00.000Z',
    },
    response: { incident: 'INC-0195844e' },
  },
});
