import type { Mutant } from './run.ts';

const test = 'src/portal/governance/governance.test.ts';

/** Seeded faults of reviews and emergencies. */
export const mutants: Mutant[] = [
  {
    invariant: 37,
    name: 'an emergency lasts ten times as long as it says',
    file: 'src/portal/governance/break-glass.service.ts',
    find: 'body.minutes * 60_000',
    replace: 'body.minutes * 600_000',
    test,
    title: 'invariant 37',
  },
  {
    invariant: 37,
    name: 'an emergency raises no alarm',
    file: 'src/portal/governance/break-glass.service.ts',
    find: "await raiseAlarm(context, { kind: 'break-glass'",
    replace: "if (!detail) await raiseAlarm(context, { kind: 'break-glass'",
    test,
    title: 'invariant 37',
  },
  {
    invariant: 37,
    name: 'an emergency is judged by its user',
    file: 'src/portal/governance/break-glass.service.ts',
    find: "if (emergency.personId === caller.id) throw new AppError('own_break_glass');",
    replace: '',
    test,
    title: 'mistake 34',
  },
];
