import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createExternalPerson } from '@eoms/contracts/access/people.contract';
import { BaseRule, Meta, RoleMeta } from '../src/portal/catalogue/catalogue.model.ts';
import { Person } from '../src/portal/people/people.model.ts';
import { Session } from '../src/portal/sessions/sessions.model.ts';
import { demoCompanyId } from '../src/embedded/demo/company-people.ts';
import { openPeopleWorld, type PeopleWorld } from './people-world.ts';

let world: PeopleWorld;
beforeAll(async () => {
  world = await openPeopleWorld();
});
afterAll(() => world.close());

const body = {
  name: '陈工',
  account: 'chengong',
  subject: null,
  sponsorUnitId: demoCompanyId,
  phone: null,
  idNumber: null,
  reason: '驻场实施',
};

/** Sends a command whose body only ends after something happened between. */
async function sendAround(personId: string, between: () => Promise<void>): Promise<{ status: number; code: string }> {
  await Session.destroy({ where: { personId } });
  const text = new TextEncoder().encode(JSON.stringify(body));
  const stream = new ReadableStream<Uint8Array>({
    async start(controller) {
      controller.enqueue(text.subarray(0, 10));
      // The first sight of a session is written once the caller was looked up.
      while ((await Session.count({ where: { personId } })) === 0) await new Promise(setImmediate);
      await between();
      controller.enqueue(text.subarray(10));
      controller.close();
    },
  });
  const headers = { 'content-type': 'application/json', 'idempotency-key': randomUUID() };
  const init = { method: 'POST', headers, body: stream, duplex: 'half' } as RequestInit;
  const answer = await world.app.client({ personId }).fetch(createExternalPerson.path, init);
  return { status: answer.status, code: ((await answer.json()) as { code: string }).code };
}

test('mistake 4: a command whose body came slowly is judged by what its sender may do when it is there', async () => {
  const personId = await world.app.holder('access.person.manage');
  const status = (to: 'ACTIVE' | 'SUSPENDED') =>
    world.change([{ kind: 'person', ref: personId }], async (transaction) => {
      await Person.update({ status: to }, { where: { id: personId }, transaction });
    });
  expect(await sendAround(personId, () => status('SUSPENDED'))).toMatchObject({ status: 403, code: 'person_inactive' });
  await status('ACTIVE');
  const meta = await Meta.findOne({ where: { liveCode: 'access.person.manage' } });
  const roles = (await RoleMeta.findAll({ where: { metaId: meta?.id ?? '' } })).map(({ roleId }) => roleId);
  const rules = await BaseRule.findAll({ where: { roleId: roles } });
  const end = () =>
    world.change(
      rules.map(({ id }) => ({ kind: 'rule' as const, ref: id })),
      async (transaction) => {
        await BaseRule.destroy({ where: { roleId: roles }, transaction });
      },
    );
  expect(await sendAround(personId, end)).toMatchObject({ status: 403, code: 'permission_missing' });
  expect(await Person.count({ where: { account: body.account } })).toBe(0);
});
