import type { Transaction } from 'sequelize';
import type { MetaCode } from '@eoms/contracts/endpoint';
import type { Access } from '../../http/context.ts';
import { AccessIndex, type AccessDeps, type ChangeListener } from './access-index.ts';
import { factsOf, type AccessState } from './access-state.ts';
import { noAccess } from './access.policy.ts';
import { evaluated, type Evaluation } from './evaluate.ts';
import type { Facts } from './facts.policy.ts';
import { versionOf } from './access-version.ts';
import { holders, sources, waysHeld, type Held } from './questions.ts';
import type { Source } from './reference.policy.ts';

export type { AccessDeps } from './access-index.ts';
export { changesSince, recordChange, recordChanges, type Change } from './epoch.service.ts';
export { compareFacts, type Effects, type PersonEffect } from './effects.ts';
export { standingOf } from './grant-state.policy.ts';
export {
  chainOf,
  headedBy,
  isAbove,
  personIn,
  placesIn,
  primaryAt,
  treeAt,
  treeOf,
  type ChainLevel,
  type Tree,
} from './organisation.policy.ts';
export { grantsIn, momentOf, sourcesAt, withGrantAlone, type Moment, type Source } from './reference.policy.ts';
export * from './facts.policy.ts';

/** Evaluates who may do what; one per process, because it remembers. */
export interface AccessService {
  /** Number that rises with every change of a fact that permissions follow from; one primary-key read. */
  epoch(transaction?: Transaction): Promise<number>;
  /** Permissions of a person at an instant. `epoch` must have been read after the request arrived. */
  accessAt(personId: string, epoch: number, at: Date): Promise<Access>;
  /**
   * Permissions of any person, for rules about others, such as who may take a ticket; nothing for unknown or inactive people.
   * A command passes its transaction, so that it sees its own changes.
   */
  accessOfPerson(personId: string, at: Date, transaction?: Transaction): Promise<Access>;
  /** Ids of active people who hold a permission at an instant. */
  holdersOf(meta: MetaCode, at: Date, transaction?: Transaction): Promise<readonly string[]>;
  /** In which ways active people hold a role or a permission at an instant, by person. */
  waysHeld(held: Held, at: Date, transaction?: Transaction): Promise<ReadonlyMap<string, ReadonlySet<Source['via']>>>;
  /** Why a person holds what he holds: every rule, grant and emergency in force, permission by permission. */
  sourcesOf(personId: string, at: Date, transaction?: Transaction): Promise<readonly Source[]>;
  /** Those of some permissions that live; a retired one gives nothing to anybody. */
  livingMetas(metas: readonly MetaCode[], epoch: number): Promise<MetaCode[]>;
  /** All raw facts, for previews and chains of superiors; a command passes its transaction. */
  facts(transaction?: Transaction): Promise<Facts>;
  /** Nearest instant after `at` at which time alone changes what a person may do; null when there is none. Reads the epoch unless given. */
  nextChange(personId: string, at: Date, epoch?: number): Promise<Date | null>;
  /** Digest of everything a person may do: changes exactly when that does. */
  accessVersion(access: Access): string;
  /** Calls a listener after every change this process has heard of, `org` with ref `*` when it may be anything; answers how to stop. */
  onChange(listener: ChangeListener): () => void;
  /** Looks for changes and compares clocks by itself from now on; answers how to end that. */
  follow(everyMs?: number): () => Promise<void>;
}

/** Makes the evaluator of a process. */
export function createAccessService(deps: AccessDeps): AccessService {
  const index = new AccessIndex(deps);
  const state = (transaction?: Transaction): Promise<AccessState> =>
    transaction ? index.stateIn(transaction) : index.state();
  const evaluation = ({ ground, people }: AccessState, personId: string, at: Date): Evaluation | undefined => {
    const row = people.get(personId);
    return row && evaluated(ground, row, at);
  };
  const access = (known: AccessState, personId: string, at: Date): Access =>
    evaluation(known, personId, at)?.access ?? noAccess;

  return {
    epoch: (transaction) => index.epoch(transaction),
    accessAt: async (personId, epoch, at) => access(await index.state(epoch), personId, at),
    accessOfPerson: async (personId, at, transaction) => access(await state(transaction), personId, at),
    holdersOf: async (meta, at, transaction) => holders(await state(transaction), meta, at),
    waysHeld: async (held, at, transaction) => waysHeld(await state(transaction), held, at),
    sourcesOf: async (personId, at, transaction) => sources(await state(transaction), personId, at),
    async livingMetas(metas, epoch) {
      const { permissions } = (await index.state(epoch)).ground;
      return metas.filter((meta) => permissions.bitOf(meta) !== undefined);
    },
    facts: async (transaction) => factsOf(await state(transaction)),
    async nextChange(personId, at, epoch) {
      const until = evaluation(await index.state(epoch), personId, at)?.until ?? Number.POSITIVE_INFINITY;
      return until === Number.POSITIVE_INFINITY ? null : new Date(until);
    },
    accessVersion: versionOf,
    onChange: (listener) => index.onChange(listener),
    follow: (everyMs) => index.follow(everyMs),
  };
}
