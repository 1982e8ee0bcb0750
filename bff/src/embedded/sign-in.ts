import type { Logger } from 'pino';
import { ServiceClient } from '../portal/clients/clients.model.ts';
import {
  findPersonByAccount,
  findPersonBySubject,
  placesByIds,
  searchPeople,
} from '../portal/people/people.service.ts';
import { isSessionEnded } from '../portal/sessions/sessions.service.ts';
import { demoAccountGroups, demoAccounts } from './demo/company-accounts.ts';
import { keptCookieKeys, keptKey } from './identity-provider/keys.ts';
import type { PickablePerson } from './identity-provider/pages.ts';
import { createIdentityProvider, type EmbeddedProvider } from './identity-provider/provider.ts';
import type { ProviderPeople, ProviderSettings } from './identity-provider/settings.ts';

const MOST_FOUND = 60;
const apart = { transaction: undefined };
const franchisee = { zh: '加盟商', en: 'Franchisee' };

async function searchAccounts(text: string): Promise<PickablePerson[]> {
  const { items } = await searchPeople(apart, { q: text, limit: MOST_FOUND });
  const places = await placesByIds(
    { ...apart, now: new Date() },
    items.map(({ id }) => id),
  );
  return items.flatMap(({ id, account, name }) => {
    const place = places.get(id);
    return account === null
      ? []
      : [{ account, name, role: place?.position ?? franchisee, department: place?.unit.name ?? franchisee }];
  });
}

const people: ProviderPeople = {
  findBySubject: (subject) => findPersonBySubject(apart, subject),
  findByAccount: (account) => findPersonByAccount(apart, account),
  search: searchAccounts,
  groups: Object.entries(demoAccountGroups).map(([group, { title, hint }]) => ({
    title,
    hint,
    people: demoAccounts.filter((account) => account.group === group),
  })),
};

const findServiceClient: ProviderSettings['findServiceClient'] = async (clientId) => {
  const client = await ServiceClient.findOne({ where: { clientId, status: 'ACTIVE' }, transaction: null });
  return client?.jwks ? { clientId, name: client.name, jwks: client.jwks } : null;
};

/** What the embedded sign-in runs on. */
export interface EmbeddedSignInSettings {
  readonly publicUrl: string;
  readonly clientId: string;
  readonly audience: string;
  /** Folder of private keys, made when it is missing. */
  readonly keysFolder: string;
  readonly log: Logger;
}

/** The embedded OpenID provider over the demo company's people; needs a migrated database with bound models. */
export async function createEmbeddedSignIn({
  keysFolder,
  ...settings
}: EmbeddedSignInSettings): Promise<EmbeddedProvider> {
  const [signingKey, cookieKeys] = await Promise.all([keptKey(keysFolder, 'signing'), keptCookieKeys(keysFolder)]);
  return createIdentityProvider({ ...settings, signingKey, cookieKeys, people, findServiceClient, isSessionEnded });
}
