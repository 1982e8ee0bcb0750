import { Model, type InferAttributes, type InferCreationAttributes, type Sequelize } from 'sequelize';
import type { Alarm as AlarmRecord, ReviewSelection } from '@eoms/contracts/access/governance.record';
import type { ScopeKind } from '@eoms/contracts/access/shared.record';
import type { z } from 'zod';
import { bigint, id, instant, integer, json, line, nullable, paragraphs, primary } from '../../database/columns.ts';

/** An emergency permission; `endedAt` is set when it was given back early. */
export class BreakGlass extends Model<InferAttributes<BreakGlass>, InferCreationAttributes<BreakGlass>> {
  declare id: string;
  declare personId: string;
  declare roleId: string | null;
  declare metaId: string | null;
  declare scopeKind: ScopeKind;
  declare scopeUnitIds: string[];
  declare reason: string;
  declare startsAt: Date;
  declare endsAt: Date;
  declare endedAt: Date | null;
  declare reviewedBy: string | null;
  declare reviewedAt: Date | null;
  declare reviewVerdict: 'JUSTIFIED' | 'MISUSED' | null;
  declare reviewNote: string | null;
  declare version: number;
  declare seq: number;
}

/** Something that people responsible for permissions must look at. */
export class Alarm extends Model<InferAttributes<Alarm>, InferCreationAttributes<Alarm>> {
  declare id: string;
  declare kind: z.infer<typeof AlarmRecord>['kind'];
  declare objectKind: string;
  declare objectId: string;
  declare detail: Record<string, unknown>;
  declare raisedAt: Date;
  declare seenBy: string | null;
  declare seenAt: Date | null;
}

/** A review of grants. */
export class ReviewCampaign extends Model<InferAttributes<ReviewCampaign>, InferCreationAttributes<ReviewCampaign>> {
  declare id: string;
  declare name: string;
  declare startedBy: string;
  declare startedAt: Date;
  declare dueAt: Date;
  declare onNoAnswer: 'KEEP' | 'REVOKE';
  declare selection: ReviewSelection;
  declare closedAt: Date | null;
  declare version: number;
}

/** One grant under review. */
export class ReviewItem extends Model<InferAttributes<ReviewItem>, InferCreationAttributes<ReviewItem>> {
  declare id: string;
  declare campaignId: string;
  declare grantId: string;
  declare reviewerId: string | null;
  declare verdict: 'KEEP' | 'REVOKE' | null;
  declare comment: string | null;
  declare decidedBy: string | null;
  declare decidedAt: Date | null;
  declare dueAt: Date;
}

const defineReviews = (sequelize: Sequelize): void => {
  ReviewCampaign.init(
    {
      id: primary(id()),
      name: line(120),
      startedBy: id(),
      startedAt: instant(),
      dueAt: instant(),
      onNoAnswer: line(10),
      selection: json(),
      closedAt: nullable(instant()),
      version: integer(),
    },
    { sequelize, tableName: 'review_campaign' },
  );
  ReviewItem.init(
    {
      id: primary(id()),
      campaignId: id(),
      grantId: id(),
      reviewerId: nullable(id()),
      verdict: nullable(line(10)),
      comment: nullable(paragraphs()),
      decidedBy: nullable(id()),
      decidedAt: nullable(instant()),
      dueAt: instant(),
    },
    { sequelize, tableName: 'review_item' },
  );
};

/** Binds the models of reviews and emergencies to a database. */
export const defineGovernance = (sequelize: Sequelize): void => {
  BreakGlass.init(
    {
      id: primary(id()),
      personId: id(),
      roleId: nullable(id()),
      metaId: nullable(id()),
      scopeKind: line(20),
      scopeUnitIds: json(),
      reason: line(500),
      startsAt: instant(),
      endsAt: instant(),
      endedAt: nullable(instant()),
      reviewedBy: nullable(id()),
      reviewedAt: nullable(instant()),
      reviewVerdict: nullable(line(12)),
      reviewNote: nullable(line(500)),
      version: integer(),
      seq: bigint(),
    },
    { sequelize, tableName: 'break_glass' },
  );
  Alarm.init(
    {
      id: primary(id()),
      kind: line(40),
      objectKind: line(40),
      objectId: line(80),
      detail: json(),
      raisedAt: instant(),
      seenBy: nullable(id()),
      seenAt: nullable(instant()),
    },
    { sequelize, tableName: 'alarm' },
  );
  defineReviews(sequelize);
};
