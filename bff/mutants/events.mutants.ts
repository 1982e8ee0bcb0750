import type { Mutant } from './mutant.ts';

const leaver = { invariant: 15, test: 'src/portal/events/leaver.test.ts', title: 'mistake 14:' };
const stream = (invariant: number, title: string) => ({ invariant, test: 'src/portal/events/events.test.ts', title });
const surfaces = { invariant: 28, test: 'src/portal/bootstrap/surfaces.test.ts', title: 'G1:' };

/** Faults of what open tabs are told, and of what they show. */
export const mutants: readonly Mutant[] = [
  {
    ...leaver,
    name: 'the stream of a leaver stays open',
    file: 'src/portal/events/events.service.ts',
    find: 'active || endAll(personId)',
    replace: 'active',
  },
  {
    ...leaver,
    name: 'the stream of a session that ended stays open',
    file: 'src/portal/sessions/open-sessions.service.ts',
    find: '(session !== null && over.has(session)) ||',
    replace: '',
  },
  {
    ...leaver,
    name: 'signing out everywhere leaves streams open',
    file: 'src/portal/sessions/open-sessions.service.ts',
    find: '(signOuts.get(personId)?.getTime() ?? 0) > since.getTime()',
    replace: 'false',
  },
  {
    ...stream(32, 'finds out by itself'),
    name: 'a change whose news was lost is never looked for',
    file: 'src/portal/events/access-watch.ts',
    find: 'if (isBehind && this.#behind) {',
    replace: 'if (isBehind && !isBehind) {',
  },
  {
    ...stream(32, 'wakes exactly those'),
    name: 'a change that concerns everybody wakes everybody',
    file: 'src/portal/events/access-watch.ts',
    find: 'if (fresh.version !== known?.version) tell(',
    replace: 'if (fresh !== known) tell(',
  },
  {
    ...stream(13, 'tells a change by time alone'),
    name: 'a stream hears of changed facts only, not of time',
    file: 'src/portal/events/access-watch.ts',
    find: 'if (until <= now.getTime())',
    replace: 'if (until < 0)',
  },
  {
    ...stream(32, 'a change between two streams'),
    name: 'a later stream swallows the news of an earlier one',
    file: 'src/portal/events/events.service.ts',
    find: 'if (known === null || known === version)',
    replace: 'if (known !== version || known === version)',
  },
  {
    ...surfaces,
    name: 'a permitted page lies in a system that cannot be entered',
    file: 'src/portal/menus/menus.service.ts',
    find: 'manifest.routes.some(({ meta }) => access.has(meta as MetaCode))',
    replace: 'itemsOf(access, manifest).length > 0',
  },
  {
    ...surfaces,
    name: 'a link is enabled although its page is denied',
    file: 'src/portal/bootstrap/bootstrap.service.ts',
    find: 'if (access.has(meta as MetaCode)) return',
    replace: 'if (meta) return',
  },
];
