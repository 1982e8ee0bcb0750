import type { Mutant } from './mutant.ts';

const order = 'src/portal/ehr/ehr-order.test.ts';
const leavers = 'src/portal/ehr/ehr-leavers.test.ts';
const guards = 'src/portal/ehr/ehr-guards.test.ts';
const tree = 'src/portal/ehr/ehr-tree.test.ts';
const people = 'src/portal/ehr/ehr-people.test.ts';
const failures = 'src/portal/ehr/ehr-failures.test.ts';
const client = 'src/portal/ehr/feed-client.test.ts';
const duties = 'test/keep-duties.test.ts';
const csv = 'src/portal/ehr/ehr-csv.test.ts';

const at = (invariant: number, test: string) => ({ invariant, test, title: `invariant ${invariant}:` });
const mistake = (invariant: number, no: number, test: string) => ({ invariant, test, title: `mistake ${no}:` });

/** Faults of the HR synchronisation that its tests must find. */
export const mutants: readonly Mutant[] = [
  {
    ...at(17, people),
    name: 'a place that is dated ahead begins at once',
    file: 'src/portal/ehr/people.policy.ts',
    find: '      from: new Date(one.from),\n      to: date(one.until),',
    replace: '      from: new Date(0),\n      to: date(one.until),',
  },
  {
    ...at(17, people),
    name: 'the place before a move ends when the move is read',
    file: 'src/portal/ehr/people.policy.ts',
    find: '    return clipped(place, end);',
    replace: '    return clipped(place, place.to === null ? end : (end ?? new Date(0)));',
  },
  {
    ...at(18, leavers),
    name: 'whoever left waits with a run that is held for the sake of others',
    file: 'src/portal/ehr/at-once.ts',
    find: "['administrators', 'duties', 'by_hand']",
    replace: '[]',
  },
  {
    ...at(18, leavers),
    name: 'whoever left goes though nobody would be left to administer',
    file: 'src/portal/ehr/at-once.ts',
    find: 'if (asking.length === 1) return [];',
    replace: 'if (asking.length === 1) return asking;',
  },
  {
    ...at(18, leavers),
    name: 'nobody who leaves is read while a run waits',
    file: 'src/portal/ehr/schedule.ts',
    find: 'behind.every(({ code }) => ABOUT_OTHERS.has(code))',
    replace: 'behind.length === 0',
  },
  {
    ...at(21, leavers),
    name: 'too many leavers go at once where something else holds the run too',
    file: 'src/portal/ehr/at-once.ts',
    find: 'tripped.some(({ code }) => !ABOUT_OTHERS.has(code))',
    replace: '!tripped.some(({ code }) => ABOUT_OTHERS.has(code))',
  },
  {
    ...at(19, people),
    name: 'a leave that was told after the return is overlooked',
    file: 'src/portal/ehr/newest.policy.ts',
    find: 'if (!newest && before) return { ...before, leftVersion };',
    replace: 'if (!newest && before) return before;',
  },
  {
    ...at(19, people),
    name: 'a leave within one run is overlooked when the return follows',
    file: 'src/portal/ehr/judgement.ts',
    find: '(compared.leftBetween.has(record.externalId) ||',
    replace: '(false ||',
  },
  {
    ...at(20, order),
    name: 'whatever comes last wins',
    file: 'src/portal/ehr/newest.policy.ts',
    find: 'if (incoming.version > known.version) return taken();',
    replace: 'if (incoming.version !== known.version) return taken();',
  },
  {
    ...at(20, order),
    name: 'a late version no longer tells where a unit was before',
    file: 'src/portal/ehr/newest.policy.ts',
    find: 'if (!newest && before) return { ...before, placements };',
    replace: 'if (!newest && before) return before;',
  },
  {
    ...at(20, order),
    name: 'a repeated snapshot writes every place anew',
    file: 'src/portal/ehr/periods.policy.ts',
    find: 'if (!sameInstant(found.to, one.to) || !same(found, one))',
    replace: 'if (found.to === one.to || !same(found, one))',
  },
  {
    ...mistake(20, 12, order),
    title: 'mistake 12',
    name: 'what waits is not looked at again',
    file: 'src/portal/ehr/batch.ts',
    find: 'workOf([...looked, ...again.map(keyOf)],',
    replace: 'workOf([...looked],',
  },
  {
    ...at(21, guards),
    name: 'leavers are counted, moves are not',
    file: 'src/portal/ehr/guards.policy.ts',
    find: "...above('moves', moves, activePeople, share),",
    replace: '',
  },
  {
    ...at(21, guards),
    name: 'a kind of unit may empty',
    file: 'src/portal/ehr/guards.policy.ts',
    find: '...emptiedKinds(judged),',
    replace: '',
  },
  {
    ...at(21, guards),
    name: 'leavers are held by their number only, not by their share',
    file: 'src/portal/ehr/guards.policy.ts',
    find: 'Math.min(limits.maxLeavers, share)',
    replace: 'limits.maxLeavers',
  },
  {
    ...at(21, guards),
    name: 'the number of leavers in the settings is not read',
    file: 'src/portal/ehr/ingest.service.ts',
    find: 'maxLeavers: settings.syncMaxLeavers',
    replace: 'maxLeavers: settings.syncMaxShare && 30',
  },
  {
    ...at(21, guards),
    name: 'the share in the settings is not read',
    file: 'src/portal/ehr/ingest.service.ts',
    find: 'maxShare: settings.syncMaxShare',
    replace: 'maxShare: settings.syncMaxLeavers && 10',
  },
  {
    ...at(21, guards),
    name: 'many small runs are looked at one by one',
    file: 'src/portal/ehr/guards.policy.ts',
    find: 'leavers === 0 ? 0 : leavers + recentLeavers',
    replace: 'leavers',
  },
  {
    ...mistake(21, 10, guards),
    name: 'half of the rows pass for all',
    file: 'src/portal/ehr/guards.policy.ts',
    find: '...rowGuards(judged),',
    replace: '',
  },
  {
    ...mistake(21, 10, guards),
    name: 'a record that cannot be read counts as missing',
    file: 'src/portal/ehr/batch.ts',
    find: 'entity !== null && externalId !== null ? [keyOf({ entity, externalId })] : [],\n    ),\n  ]);',
    replace: '[],\n    ),\n  ]);',
  },
  {
    ...mistake(21, 10, client),
    name: 'a page that comes again is taken twice',
    file: 'src/portal/ehr/feed-client.ts',
    find: 'page.records.length > 0 && shown === last',
    replace: 'page.records.length > 9_999 && shown === last',
  },
  {
    ...mistake(21, 11, client),
    name: 'every full read is taken for complete',
    file: 'src/portal/ehr/feed-client.ts',
    find: 'complete: full && page.complete === true',
    replace: 'complete: full',
  },
  {
    ...at(22, failures),
    name: 'a second content under one version replaces the first',
    file: 'src/portal/ehr/newest.policy.ts',
    find: "{ kept: known, verdict: 'conflict' };",
    replace: "{ ...taken(), verdict: 'conflict' };",
  },
  {
    ...mistake(22, 13, order),
    name: 'a manager who comes later stays unknown',
    file: 'src/portal/ehr/letters.ts',
    find: "  'unit_waiting',\n  'manager_waiting',\n",
    replace: "  'unit_waiting',\n",
  },
  {
    ...at(23, tree),
    name: 'circles are not looked for',
    file: 'src/portal/ehr/tree.policy.ts',
    find: "if (hasCircle(parents)) return 'circle';",
    replace: '',
  },
  {
    ...at(23, tree),
    name: 'only today is looked at, not what is dated ahead',
    file: 'src/portal/ehr/tree.policy.ts',
    find: '[now, ...turns].map((at) => at.getTime())',
    replace: '[now, ...turns.slice(0, 0)].map((at) => at.getTime())',
  },
  {
    ...at(23, tree),
    name: 'a second top is accepted',
    file: 'src/portal/ehr/tree.policy.ts',
    find: "return 'two roots';",
    replace: 'continue;',
  },
  {
    ...mistake(23, 16, tree),
    name: 'only the edges of the circle are refused',
    file: 'src/portal/ehr/units.policy.ts',
    find: 'return refused(attempt(before, candidates, () => false).plan, moving);',
    replace: "return refused(attempt(before, candidates, (id) => id === 'c').plan, moving);",
  },
  {
    ...at(34, duties),
    name: 'people who move keep conflicting grants',
    file: 'src/portal/ehr/write-run.ts',
    find: 'else if (others.length > 0) await deps.keepDuties(context, others);',
    replace: '',
  },
  {
    ...at(34, duties),
    name: 'a unit that moves is taken for nobody’s move',
    file: 'src/portal/ehr/write-run.ts',
    find: "await deps.keepDuties(context, 'everybody');",
    replace: 'await deps.keepDuties(context, others);',
  },
  {
    ...at(34, duties),
    name: 'a run that breaks duties fails instead of waiting',
    file: 'src/portal/ehr/fetching.ts',
    find: "if (code !== 'duties_conflict') return null;",
    replace: 'if (code) return null;',
  },
  {
    invariant: 22,
    name: 'a run that waits holds up every file',
    file: 'src/portal/ehr/waiting.ts',
    find: 'if (complete || (await carried(waiting, incoming, transaction)).size > 0)',
    replace: 'if (complete || incoming.length > 0)',
    test: csv,
    title: 'about the same people only',
  },
  {
    invariant: 22,
    name: 'a file that waits holds up the feed',
    file: 'src/portal/ehr/ehr.service.ts',
    find: 'waitingRuns(FEED_SOURCE, transactionOf(context), FEED_MODES)',
    replace: 'waitingRuns(FEED_SOURCE, transactionOf(context))',
    test: csv,
    title: 'holds up no feed',
  },
  {
    invariant: 20,
    name: 'a row that waited replaces what was heard of meanwhile',
    file: 'src/portal/ehr/batch.ts',
    find: '(before.get(key)?.seenAt ?? staged.at) > staged.at',
    replace: 'false',
    test: csv,
    title: 'holds up no feed',
  },
];
