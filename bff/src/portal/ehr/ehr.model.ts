import {
  Model,
  type CreationOptional,
  type InferAttributes,
  type InferCreationAttributes,
  type Sequelize,
} from 'sequelize';
import type {
  DeadLetterCode,
  GuardTrip,
  StagedAction,
  SyncCounts,
  SyncFailure,
  SyncMode,
  SyncState,
} from '@eoms/contracts/access/sync-run.record';
import type { EhrEntity } from '@eoms/contracts/access/sync.record';
import { bigint, id, instant, integer, json, line, nullable, paragraphs, primary } from '../../database/columns.ts';
import type { KeptContent } from './kept.ts';
import type { StagedValue } from './staged.ts';
import type { StoredEffects } from './stored-effects.ts';

/** A system that tells who works where; its row is the lock under which its runs are applied one after another. */
export class SyncSource extends Model<InferAttributes<SyncSource>, InferCreationAttributes<SyncSource>> {
  declare code: string;
  /** Where the next delta begins; null before the first full read. */
  declare cursor: string | null;
  declare lastFullAt: Date | null;
  declare lastSeenAt: Date | null;
}

/** One reading of records and what came of it. */
export class SyncRun extends Model<InferAttributes<SyncRun>, InferCreationAttributes<SyncRun>> {
  declare id: string;
  declare source: string;
  declare mode: SyncMode;
  declare state: SyncState;
  declare cursorBefore: CreationOptional<string | null>;
  declare cursorAfter: CreationOptional<string | null>;
  /** Empty while records are being read. */
  declare counts: Partial<SyncCounts>;
  declare guards: {
    readonly tripped: readonly GuardTrip[];
    readonly failure: SyncFailure | null;
    /** True when the records were all there are. */
    readonly complete: boolean;
    /** People who left from the run though it waited; absent where nobody did. */
    readonly leftAtOnce?: number;
  };
  declare effects: { readonly of: StoredEffects | null };
  declare startedBy: string | null;
  declare startedAt: Date;
  declare decidedBy: CreationOptional<string | null>;
  declare decidedAt: CreationOptional<Date | null>;
  declare decideReason: CreationOptional<string | null>;
  declare version: number;
}

/** One unit or person a run changes. Those with a negative number carry a record of a waiting run that changes nothing to be seen. */
export class StagedChange extends Model<InferAttributes<StagedChange>, InferCreationAttributes<StagedChange>> {
  declare id: string;
  declare runId: string;
  declare no: number;
  declare entity: EhrEntity;
  declare externalId: string;
  declare localId: string | null;
  declare action: StagedAction;
  declare removal: number;
  declare beforeValue: StagedValue | null;
  declare afterValue: StagedValue | null;
  declare effectiveAt: Date | null;
  declare appliedAt: Date | null;
}

/** A record that was set aside: one that cannot be read, or one that waits for something. */
export class DeadLetter extends Model<InferAttributes<DeadLetter>, InferCreationAttributes<DeadLetter>> {
  declare id: string;
  declare runId: string;
  declare source: string;
  declare entity: EhrEntity | 'unknown';
  declare externalId: string | null;
  /** The record as it came, sealed; empty when the newest one is kept in {@link EhrRecord}. */
  declare record: string;
  declare error: DeadLetterCode;
  declare detail: string;
  declare retries: number;
  declare createdAt: Date;
  declare resolvedAt: Date | null;
}

/** Newest version of a record of the HR system, and what EOMS remembers of the older ones. */
export class EhrRecord extends Model<InferAttributes<EhrRecord>, InferCreationAttributes<EhrRecord>> {
  declare source: string;
  declare entity: EhrEntity;
  declare externalId: string;
  declare version: number;
  declare content: KeptContent;
  declare contentHash: string;
  declare seenAt: Date;
  declare deletedAt: Date | null;
}

function defineRuns(sequelize: Sequelize): void {
  SyncSource.init(
    {
      code: primary(line(40)),
      cursor: nullable(line(400)),
      lastFullAt: nullable(instant()),
      lastSeenAt: nullable(instant()),
    },
    { sequelize, tableName: 'sync_source' },
  );
  SyncRun.init(
    {
      id: primary(id()),
      source: line(40),
      mode: line(10),
      state: line(10),
      cursorBefore: nullable(line(400)),
      cursorAfter: nullable(line(400)),
      counts: json(),
      guards: json(),
      effects: json(),
      startedBy: nullable(id()),
      startedAt: instant(),
      decidedBy: nullable(id()),
      decidedAt: nullable(instant()),
      decideReason: nullable(line(500)),
      version: integer(),
    },
    { sequelize, tableName: 'sync_run' },
  );
}

/** Binds the models of the HR synchronisation to a database. */
export function defineEhr(sequelize: Sequelize): void {
  defineRuns(sequelize);
  StagedChange.init(
    {
      id: primary(id()),
      runId: id(),
      no: integer(),
      entity: line(20),
      externalId: line(80),
      localId: nullable(id()),
      action: line(10),
      removal: integer(),
      beforeValue: nullable(json()),
      afterValue: nullable(json()),
      effectiveAt: nullable(instant()),
      appliedAt: nullable(instant()),
    },
    { sequelize, tableName: 'staged_change' },
  );
  DeadLetter.init(
    {
      id: primary(id()),
      runId: id(),
      source: line(40),
      entity: line(20),
      externalId: nullable(line(80)),
      record: paragraphs(),
      error: line(80),
      detail: line(500),
      retries: integer(),
      createdAt: instant(),
      resolvedAt: nullable(instant()),
    },
    { sequelize, tableName: 'dead_letter' },
  );
  EhrRecord.init(
    {
      source: primary(line(40)),
      entity: primary(line(20)),
      externalId: primary(line(80)),
      version: bigint(),
      content: json(),
      contentHash: line(64),
      seenAt: instant(),
      deletedAt: nullable(instant()),
    },
    { sequelize, tableName: 'ehr_record' },
  );
}
