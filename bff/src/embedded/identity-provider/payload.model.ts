import { Model, type InferAttributes, type InferCreationAttributes, type Sequelize } from 'sequelize';
import { instant, line, nullable, paragraphs, primary } from '../../database/columns.ts';

/** An artefact of the embedded OpenID provider: session, interaction, grant, code, refresh token. */
export class OidcPayload extends Model<InferAttributes<OidcPayload>, InferCreationAttributes<OidcPayload>> {
  declare model: string;
  declare id: string;
  declare payload: string;
  declare grantId: string | null;
  declare uid: string | null;
  declare expiresAt: Date | null;
  declare consumedAt: Date | null;
}

/** Binds the artefacts' model to a database. */
export const defineOidcPayload = (sequelize: Sequelize): void => {
  OidcPayload.init(
    {
      model: primary(line(40)),
      id: primary(line(255)),
      payload: paragraphs(),
      grantId: nullable(line(255)),
      uid: nullable(line(255)),
      expiresAt: nullable(instant()),
      consumedAt: nullable(instant()),
    },
    { sequelize, tableName: 'oidc_payload' },
  );
};
