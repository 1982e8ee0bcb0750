import { errors, type Adapter, type AdapterPayload } from 'oidc-provider';
import { Op } from 'sequelize';
import { OidcPayload } from './payload.model.ts';

const asPayload = (row: OidcPayload | null): AdapterPayload | undefined => {
  if (!row || (row.expiresAt !== null && row.expiresAt <= new Date())) return undefined;
  const payload = JSON.parse(row.payload) as AdapterPayload;
  return row.consumedAt === null ? payload : { ...payload, consumed: Math.floor(row.consumedAt.getTime() / 1000) };
};

// Others carry a grant's id too, such as an interaction, and must outlive its revocation.
const REVOKED_WITH_GRANT = new Set(['AccessToken', 'AuthorizationCode', 'RefreshToken']);

const apart = { transaction: null };

/** Keeps artefacts of the OpenID provider in the database, so that a restart ends no session and every instance sees them. */
export const databaseAdapter = (model: string): Adapter => ({
  async upsert(id, payload, expiresIn) {
    const expiresAt = expiresIn === undefined ? null : new Date(Date.now() + expiresIn * 1000);
    const grantId = REVOKED_WITH_GRANT.has(model) ? (payload.grantId ?? null) : null;
    const values = {
      model,
      id,
      payload: JSON.stringify(payload),
      grantId,
      uid: payload.uid ?? null,
      expiresAt,
      consumedAt: null,
    };
    await OidcPayload.upsert(values, apart);
  },
  find: async (id) => asPayload(await OidcPayload.findOne({ where: { model, id }, ...apart })),
  findByUid: async (uid) => asPayload(await OidcPayload.findOne({ where: { model, uid }, ...apart })),
  findByUserCode: () => Promise.resolve(undefined),
  async consume(id) {
    const [count] = await OidcPayload.update(
      { consumedAt: new Date() },
      { where: { model, id, consumedAt: null }, ...apart },
    );
    // Two requests with the same code or refresh token at once: the second must not win as well.
    if (count === 0) throw new errors.InvalidGrant('already consumed');
  },
  async destroy(id) {
    await OidcPayload.destroy({ where: { model, id }, ...apart });
  },
  async revokeByGrantId(grantId) {
    await OidcPayload.destroy({ where: { grantId }, ...apart });
  },
});

/** Forgets artefacts that have expired. Returns how many. */
export const sweepArtefacts = (now: Date): Promise<number> =>
  OidcPayload.destroy({ where: { expiresAt: { [Op.lte]: now } }, ...apart });
