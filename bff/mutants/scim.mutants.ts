import type { Mutant } from './run.ts';

const products = 'src/portal/scim/scim-products.test.ts';
const changes = 'src/portal/scim/scim-user-changes.test.ts';
const endpoints = 'src/portal/scim/scim-endpoints.test.ts';

/** Faults of the SCIM server that its tests must find. */
export const mutants: Mutant[] = [
  {
    invariant: 21,
    name: 'a change that trips a guard is told as done',
    file: 'src/portal/scim/scim-changes.ts',
    find: 'if (outcome === null) throw waits();',
    replace: 'if (outcome === null) return undefined as T;',
    test: products,
    title: 'invariant 21',
  },
  {
    invariant: 21,
    name: 'what waits for a person is rolled back with its refusal',
    file: 'src/portal/scim/scim-changes.ts',
    find: 'if (error instanceof Staged) return null;',
    replace: 'if (error instanceof Staged) throw waits();',
    test: products,
    title: 'invariant 21',
  },
  {
    invariant: 21,
    name: 'every repetition of a waiting change waits once more',
    file: 'src/portal/scim/scim-changes.ts',
    find: 'if (await isAwaited(context, source, ids)) throw waits();',
    replace: '',
    test: products,
    title: 'invariant 21',
  },
  {
    invariant: 28,
    name: 'a client of some stores speaks for the whole company',
    file: 'src/portal/scim/scim-reads.service.ts',
    find: "kind !== 'all'",
    replace: "kind === 'none'",
    test: endpoints,
    title: '403 for a person',
  },
  {
    invariant: 15,
    name: 'a user who is deleted goes on working',
    file: 'src/portal/scim/scim-users.service.ts',
    find: "if (facts.person.status !== 'LEFT') await push(",
    replace: "if (facts.person.status === 'LEFT') await push(",
    test: changes,
    title: 'DELETE makes a leaver',
  },
  {
    invariant: 17,
    name: 'a move ahead begins at once',
    file: 'src/portal/scim/place.policy.ts',
    find: ': wish.startsAt;',
    replace: ': null;',
    test: changes,
    title: 'a move ahead',
  },
  {
    invariant: 23,
    name: 'a parent that would make a circle is told as done',
    file: 'src/portal/scim/scim-changes.ts',
    find: "tree_refused: 'scim_invalid_value',",
    replace: '',
    test: 'src/portal/scim/scim-groups.test.ts',
    title: 'invariant 23',
  },
  {
    invariant: 36,
    name: 'a change of a client leaves no event',
    file: 'src/portal/scim/scim-users.service.ts',
    find: "await audited(context, { action, objectKind: 'person' }, id, { before: docBefore, after: docAfter });",
    replace: '',
    test: changes,
    title: 'audit log',
  },
  {
    invariant: 25,
    name: 'a filter takes the first branch of an or for the whole',
    file: 'src/portal/scim/match.policy.ts',
    find: '(doc) => left(doc) || right(doc)',
    replace: '(doc) => left(doc)',
    test: 'src/portal/scim/filter.test.ts',
    title: 'exactly when the words',
  },
  {
    invariant: 25,
    name: 'a PATCH that adds a primary address leaves the old one primary too',
    file: 'src/portal/scim/patch.policy.ts',
    find: '&& value !== chosen ? { ...value, primary: false } : value',
    replace: '&& value !== chosen ? value : value',
    test: 'src/portal/scim/patch.test.ts',
    title: 'a sequence of operations',
  },
];
