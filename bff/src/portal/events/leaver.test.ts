import { afterAll, beforeAll, expect, it } from 'vitest';
import { streamEvents } from '@eoms/contracts/portal/events.contract';
import { endSession, getBootstrap } from '@eoms/contracts/portal/portal.contract';
import { EventReader } from '../../../test/event-reader.ts';
import { startTestApp, type TestApp, type TestClient } from '../../../test/test-app.ts';
import { testKey } from '../../../test/test-tokens.ts';
import { inTransaction } from '../../database/transaction.ts';
import { demoAccounts } from '../../embedded/demo/company-accounts.ts';
import { recordChange } from '../access/access.service.ts';
import { Person } from '../people/people.model.ts';
import { endSessionsOfPerson } from '../sessions/sessions.service.ts';

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app.close());

const [leaver, guest, colleague] = demoAccounts.slice(3, 6).map(({ personId }) => personId) as [string, string, string];

type Fetch = Pick<TestClient, 'fetch'>;

/** Requests with a token that belongs to no session. */
async function withoutSession(personId: string): Promise<Fetch> {
  const { issuer, url } = app;
  const key = await testKey();
  const claims = { sub: personId, client_id: issuer.clientId, cnf: { jkt: key.thumbprint } };
  const token = await issuer.mint({ claims });
  return {
    async fetch(path) {
      const proof = await issuer.proof({ method: 'GET', url: issuer.publicUrl + path, token, key });
      return fetch(url + path, { headers: { authorization: `DPoP ${token}`, dpop: proof } });
    },
  };
}

async function listen(client: Fetch): Promise<EventReader> {
  const reader = new EventReader(await client.fetch(streamEvents.path));
  expect((await reader.next())?.data).toMatchObject({ kind: 'access' });
  return reader;
}
const kindsOf = async (reader: EventReader): Promise<unknown[]> =>
  (await reader.rest()).flatMap(({ data }) => (data as { kind: string } | null)?.kind ?? []);
const statusOf = async (client: TestClient, headers = {}): Promise<number> =>
  (await client.send(getBootstrap, { headers })).status;

it('mistake 14: after he left, a person’s open stream is dead, and neither it nor a request opens again', async () => {
  const client = app.client({ personId: leaver });
  const bystander = await listen(app.client({ personId: colleague }));
  const stream = await listen(client);
  const { headers } = await client.send(getBootstrap);
  await inTransaction(app.database.sequelize, async ({ transaction, now }) => {
    await recordChange(transaction, 'person', leaver, now);
    await Person.update({ status: 'LEFT' }, { where: { id: leaver }, transaction });
  });
  expect(await kindsOf(stream)).toEqual(['access', 'session']);
  expect(await statusOf(client, { 'if-none-match': headers.get('etag') ?? '' })).toBe(403);
  expect((await client.fetch(streamEvents.path)).status).toBe(403);
  app.services.events.publish(colleague, { kind: 'access', accessVersion: 'a sign' });
  expect((await bystander.next())?.data).toEqual({ kind: 'access', accessVersion: 'a sign' });
  await bystander.close();
});

it('mistake 14: signing out closes the streams of this session; signing out everywhere closes all that were open', async () => {
  const [here, elsewhere] = [app.client({ personId: guest }), app.client({ personId: guest })];
  const [stream, other, bare] = [
    await listen(here),
    await listen(elsewhere),
    await listen(await withoutSession(guest)),
  ];
  await here.send(endSession, { body: {} });
  expect(await kindsOf(stream)).toEqual(['session']);
  await endSessionsOfPerson(guest, new Date());
  expect(await kindsOf(other)).toEqual(['session']);
  expect(await kindsOf(bare)).toEqual(['session']);
});
