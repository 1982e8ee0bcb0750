import type { Mutant } from './mutant.ts';

const decisions = 'src/portal/decisions/decisions.test.ts';
const seeAs = 'src/portal/decisions/see-as.test.ts';

/** Faults of explanations and previews that their tests must find. */
export const mutants: Mutant[] = [
  {
    invariant: 25,
    name: 'a record in any unit counts as reached',
    file: 'src/portal/decisions/decisions.policy.ts',
    find: 'record.unitIds.some((id) => reach.unitIds.has(id)) ||',
    replace: 'record.unitIds.length > 0 ||',
    test: seeAs,
    title: 'invariant 25',
  },
  {
    invariant: 25,
    name: 'the own units of a scope are forgotten',
    file: 'src/portal/decisions/decisions.policy.ts',
    find: 'record.unitIds.some((id) => reach.unitIds.has(id)) ||',
    replace: '',
    test: seeAs,
    title: 'invariant 25',
  },
  {
    invariant: 24,
    name: 'a preview shows what the one who looks may do',
    file: 'src/portal/decisions/see-as.service.ts',
    find: 'access: await access.accessOfPerson(id, context.now, context.transaction),',
    replace: 'access: context.caller.access,',
    test: seeAs,
    title: 'a preview is what the person finds',
  },
  {
    invariant: 25,
    name: 'whoever may ask about others may ask about everybody',
    file: 'src/portal/decisions/explain.service.ts',
    find: 'if (other) personWithin(context, moment, EXPLAIN, personId);',
    replace: '',
    test: decisions,
    title: 'mistake 41',
  },
];
