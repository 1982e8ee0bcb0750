import { QueryTypes, type Sequelize } from 'sequelize';
import { LRUCache } from 'lru-cache';
import type { JWTVerifyGetKey } from 'jose';
import type { RequestHandler, Router } from 'express';
import type { Logger } from 'pino';
import { instantText } from './database/instant-text.ts';
import { defineOidcPayload } from './embedded/identity-provider/payload.model.ts';
import { accessTokenVerifier, type AccessTokenClaims } from './http/access-token.ts';
import { authenticate, type AdmittedPerson, type AdmittedService, type CallerDirectory } from './http/authenticate.ts';
import { proofVerifier } from './http/dpop.ts';
import { defineAccess, guardFacts } from './portal/access/access.model.ts';
import { grantedAccess } from './portal/access/access.policy.ts';
import { createAccessService, type AccessService } from './portal/access/access.service.ts';
import type { LoadFranchises } from './portal/access/load-facts.ts';
import { BaseRule, defineCatalogue, Meta, Role, RoleMeta } from './portal/catalogue/catalogue.model.ts';
import { defineClients } from './portal/clients/clients.model.ts';
import { findClient } from './portal/clients/clients.service.ts';
import { Assignment, definePeople, OrgEdge, OrgHead, OrgUnit, Person } from './portal/people/people.model.ts';
import { BreakGlass, defineGovernance } from './portal/governance/governance.model.ts';
import { AccessGrant, defineGrants, Delegation, GrantConfirmation } from './portal/grants/grants.model.ts';
import { defineSessions } from './portal/sessions/sessions.model.ts';
import { defineUse } from './portal/use/use.model.ts';
import { backchannelLogout, sessionsRoutes } from './portal/sessions/sessions.routes.ts';
import { openSession, rememberProof, sessionKey } from './portal/sessions/sessions.service.ts';

/** Binds all models of sign-in, organisation and permissions to a database. */
export function defineIdentity(sequelize: Sequelize): void {
  definePeople(sequelize);
  defineAccess(sequelize);
  defineCatalogue(sequelize);
  defineClients(sequelize);
  defineGrants(sequelize);
  defineGovernance(sequelize);
  defineUse(sequelize);
  defineSessions(sequelize);
  defineOidcPayload(sequelize);
  const organisation = [OrgUnit, OrgEdge, OrgHead, Person, Assignment];
  const catalogue = [Meta, Role, RoleMeta, BaseRule];
  const given = [AccessGrant, GrantConfirmation, Delegation, BreakGlass];
  for (const model of [...organisation, ...catalogue, ...given]) guardFacts(model);
}

/** Whom EOMS trusts to say who signs in, and what it runs on. */
export interface IdentitySettings {
  readonly sequelize: Sequelize;
  readonly publicUrl: string;
  readonly issuer: string;
  readonly audience: string;
  readonly clientId: string;
  /** Signing keys of the OpenID provider. */
  readonly keys: JWTVerifyGetKey;
  /** Development client whose unbound tokens are accepted; null outside the embedded set-up. */
  readonly developmentClientId: string | null;
  /** Owners of franchised stores; the stores system knows. */
  readonly loadFranchises: LoadFranchises;
  readonly clock?: () => Date;
  readonly log?: Logger;
}

/** Sign-in and permissions of one process. */
export interface Identity {
  readonly authenticate: RequestHandler;
  /** Endpoints of the caller's session; behind `authenticate`. */
  readonly sessionsRoutes: Router;
  /** Endpoint of the OpenID provider; before `authenticate`. */
  readonly backchannelLogout: Router;
  readonly access: AccessService;
}

interface AdmissionRow {
  readonly id: string;
  readonly name: string;
  readonly status: string;
  readonly epoch: number | string | null;
  readonly sessionId: string | null;
  readonly sessionPerson: string | null;
  readonly ended: number;
  readonly signedOut: number;
}

// One read per request: who he is, whether he and his session still count, and how fresh his permissions must be.
const ADMISSION = `
  SELECT p.id, p.name, p.status, (SELECT v FROM authz_epoch WHERE id = 1) AS epoch,
    s.id AS sessionId, s.person_id AS sessionPerson,
    CASE WHEN s.ended_at IS NULL THEN 0 ELSE 1 END AS ended,
    CASE WHEN o.before_at > :issuedAt THEN 1 ELSE 0 END AS signedOut
  FROM person p LEFT JOIN session s ON s.id = :session LEFT JOIN sign_out o ON o.person_id = p.id
  WHERE p.subject = :subject`;

function personAdmission(sequelize: Sequelize, access: AccessService): CallerDirectory['admitPerson'] {
  const readAdmission = async ({ sid, issuedAt, subject }: AccessTokenClaims): Promise<AdmissionRow | undefined> => {
    const replacements = {
      session: sid === null ? '' : sessionKey(sid),
      issuedAt: instantText(sequelize, issuedAt),
      subject,
    };
    const [row] = await sequelize.query<AdmissionRow>(ADMISSION, { type: QueryTypes.SELECT, replacements });
    return row;
  };
  return async function admitPerson(claims, now): Promise<AdmittedPerson | null> {
    const row = await readAdmission(claims);
    if (!row) return null;
    const active = row.status === 'ACTIVE';
    // A logout may come between our read and the first sight of the session: then it counts.
    if (
      active &&
      claims.sid !== null &&
      row.sessionId === null &&
      !(await openSession(claims.sid, row.id, claims.clientId, now))
    )
      return admitPerson(claims, now);
    const samePerson = row.sessionId === null || row.sessionPerson === row.id;
    return {
      id: row.id,
      name: row.name,
      active,
      sessionOpen: samePerson && row.ended === 0 && row.signedOut === 0,
      version: Number(row.epoch ?? 0),
      access: () => access.accessAt(row.id, Number(row.epoch ?? 0), now),
    };
  };
}

function serviceAdmission(access: AccessService): CallerDirectory['admitService'] {
  const evaluated = new LRUCache<string, AdmittedService['access']>({ max: 1000 });
  return async (clientId) => {
    const version = await access.epoch();
    const client = await findClient(clientId);
    if (!client) return null;
    const { id, name, active, storeIds } = client;
    const metas = await access.livingMetas(client.metas, version);
    const key = JSON.stringify([metas, storeIds]);
    const granted = evaluated.get(key) ?? grantedAccess(metas, storeIds);
    evaluated.set(key, granted);
    return { id, name, active, version, access: granted };
  };
}

/** Builds sign-in and permissions of one process on a migrated database with bound models. */
export function createIdentity(settings: IdentitySettings): Identity {
  const { sequelize, issuer, audience, keys, publicUrl, clientId, developmentClientId, loadFranchises } = settings;
  const clock = settings.clock ?? (() => new Date());
  const millis = (): number => clock().getTime();
  const access = createAccessService({ sequelize, loadFranchises, clock, log: settings.log });
  return {
    access,
    authenticate: authenticate({
      verifyToken: accessTokenVerifier({ issuer, audience, keys }, millis),
      verifyProof: proofVerifier(millis),
      directory: {
        admitPerson: personAdmission(sequelize, access),
        admitService: serviceAdmission(access),
        rememberProof,
        readVersion: (transaction) => access.epoch(transaction),
      },
      publicUrl,
      portalClientId: clientId,
      developmentClientId,
      clock,
    }),
    sessionsRoutes: sessionsRoutes(),
    backchannelLogout: backchannelLogout({ sequelize, issuer, clientId, keys, clock }),
  };
}
