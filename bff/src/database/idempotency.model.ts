import { Model, type InferAttributes, type InferCreationAttributes, type Sequelize } from 'sequelize';
import { instant, integer, line, nullable, paragraphs, primary } from './columns.ts';

/** Answer of a command by the key its caller gave it; written in the transaction of the command's effect. */
export class StoredAnswer extends Model<InferAttributes<StoredAnswer>, InferCreationAttributes<StoredAnswer>> {
  declare caller: string;
  declare requestKey: string;
  /** Digest of endpoint, parameters, version and body: the same key with another digest is refused. */
  declare contentHash: string;
  declare status: number;
  declare body: string | null;
  declare etag: string | null;
  declare createdAt: Date;
  declare expiresAt: Date;
}

/** Registers the model of stored answers. */
export const defineStoredAnswer = (sequelize: Sequelize): void => {
  StoredAnswer.init(
    {
      caller: primary(line(80)),
      requestKey: primary(line(100)),
      contentHash: line(64),
      status: integer(),
      body: nullable(paragraphs()),
      etag: nullable(line(100)),
      createdAt: instant(),
      expiresAt: instant(),
    },
    { sequelize, tableName: 'stored_answer' },
  );
};
