import type { Mutant } from './run.ts';

/** Faults of the audit log that its tests must find. */
export const mutants: Mutant[] = [
  {
    invariant: 36,
    name: 'a seal is not computed anew from its event',
    file: 'src/portal/audit/verify.service.ts',
    find: "return right ? null : fault('altered', { seq, eventId, day });",
    replace: 'return null;',
    test: 'src/portal/audit/chain-tampering.test.ts',
    title: 'invariant 36',
  },
  {
    invariant: 36,
    name: 'the end of the chain is not compared with its last seal',
    file: 'src/portal/audit/verify.service.ts',
    find: '(await endFault(walk)) ??',
    replace: '',
    test: 'src/portal/audit/chain-tampering.test.ts',
    title: 'invariant 36',
  },
  {
    invariant: 36,
    name: 'the reason is left out of the hash',
    file: 'src/portal/audit/chain.ts',
    find: 'facts.reason,',
    replace: '',
    test: 'src/portal/audit/chain-tampering.test.ts',
    title: 'invariant 36',
  },
  {
    invariant: 36,
    name: 'a seal does not carry what was before it',
    file: 'src/portal/audit/seal.service.ts',
    find: 'prevHash = hash;',
    replace: '',
    test: 'src/portal/audit/chain-tampering.test.ts',
    title: 'invariant 36',
  },
  {
    invariant: 36,
    name: 'the sealer stops after its first batch',
    file: 'src/portal/audit/seal.service.ts',
    find: 'if (sealed !== null && sealed < BATCH) return total;',
    replace: 'return total;',
    test: 'src/portal/audit/chain.test.ts',
    title: 'more events than one batch',
  },
  {
    invariant: 25,
    name: 'the detail of an event is read without the scope of the list',
    file: 'src/portal/audit/audit-reads.service.ts',
    find: '[{ id: params.eventId }, await visible(context)]',
    replace: '[{ id: params.eventId }]',
    test: 'src/portal/audit/audit-log.test.ts',
    title: 'invariant 25',
  },
];
