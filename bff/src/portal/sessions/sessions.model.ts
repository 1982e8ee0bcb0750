import { Model, type InferAttributes, type InferCreationAttributes, type Sequelize } from 'sequelize';
import { id, instant, line, nullable, primary } from '../../database/columns.ts';

/** A session of a person at the OpenID provider as EOMS saw it; the id is the hash of the provider's `sid`. */
export class Session extends Model<InferAttributes<Session>, InferCreationAttributes<Session>> {
  declare id: string;
  /** Null when the provider ended it before EOMS ever saw it. */
  declare personId: string | null;
  declare clientId: string;
  declare openedAt: Date;
  declare endedAt: Date | null;
}

/** Instant before which all tokens of a person were given back. */
export class SignOut extends Model<InferAttributes<SignOut>, InferCreationAttributes<SignOut>> {
  declare personId: string;
  declare beforeAt: Date;
}

/** A proof of a command that was used, kept until it is too old to be accepted anyway. */
export class DpopProof extends Model<InferAttributes<DpopProof>, InferCreationAttributes<DpopProof>> {
  declare id: string;
  declare expiresAt: Date;
}

/** A logout token that was taken, kept until it is too old to be accepted anyway. */
export class LogoutToken extends Model<InferAttributes<LogoutToken>, InferCreationAttributes<LogoutToken>> {
  declare id: string;
  declare expiresAt: Date;
}

/** Binds the models of sessions to a database. */
export const defineSessions = (sequelize: Sequelize): void => {
  Session.init(
    {
      id: primary(line(43)),
      personId: nullable(id()),
      clientId: line(255),
      openedAt: instant(),
      endedAt: nullable(instant()),
    },
    { sequelize, tableName: 'session' },
  );
  SignOut.init({ personId: primary(id()), beforeAt: instant() }, { sequelize, tableName: 'sign_out' });
  DpopProof.init({ id: primary(line(43)), expiresAt: instant() }, { sequelize, tableName: 'dpop_proof' });
  LogoutToken.init({ id: primary(line(43)), expiresAt: instant() }, { sequelize, tableName: 'logout_token' });
};
