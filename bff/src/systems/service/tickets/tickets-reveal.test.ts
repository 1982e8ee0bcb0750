import { afterAll, beforeAll, expect, test } from 'vitest';
import { StoredAnswer } from '../../../database/idempotency.model.ts';
import {
  all,
  finance,
  granted,
  openTicketDesk,
  people,
  storeA,
  storeB,
  stores,
  type TicketDesk,
} from '../../../../test/ticket-desk.ts';

let desk: TicketDesk;
beforeAll(async () => {
  desk = await openTicketDesk();
});
afterAll(() => desk.close());

const phone = '10000000042';
const someone = (...grants: ReturnType<typeof granted>[]) => ({
  ...people.clerk,
  grants: Object.assign({}, ...grants),
});
const reveal = (
  person: Parameters<TicketDesk['call']>[0],
  ticketId: string,
  body: unknown = { reason: '回访客诉结果' },
) => desk.call(person, 'POST', `/tickets/${ticketId}/reveals`, { body });

test('the phone is answered to who may see it, the reason is on record and the value nowhere', async () => {
  const { id } = await desk.open(people.agent);
  const caller = someone(granted(all, 'view', 'view-phone'));
  expect(await reveal(caller, id, { reason: '回访客诉处理结果' })).toMatchObject({
    status: 200,
    body: { value: phone },
  });
  expect(desk.audits.filter(({ action }) => action === 'revealTicketPhone')).toMatchObject([
    { objectId: id, reason: '回访客诉处理结果', detail: { field: 'phone' } },
  ]);
  const kept = JSON.stringify([desk.audits, desk.logged, await StoredAnswer.findAll()]);
  expect(kept).not.toContain(phone);
});

test('the same request again is not answered again', async () => {
  const { id } = await desk.open(people.agent);
  const caller = someone(granted(all, 'view', 'view-phone'));
  const send = () =>
    desk.call(caller, 'POST', `/tickets/${id}/reveals`, { body: { reason: '回访客诉结果' }, key: 'reveal-key-1' });
  expect((await send()).status).toBe(200);
  expect(await send()).toMatchObject({ status: 409, body: { code: 'answer_given_once' } });
  expect(desk.audits.filter(({ action, objectId }) => action === 'revealTicketPhone' && objectId === id)).toHaveLength(
    1,
  );
});

test('mistake 1: it needs the permission, the ticket in its scope and in sight, a reason and a phone', async () => {
  const { id } = await desk.open(people.agent);
  expect(await reveal(someone(granted(all, 'view')), id)).toMatchObject({ status: 403 });
  const elsewhere = someone(granted(all, 'view'), granted(stores(storeB), 'view-phone'));
  expect(await reveal(elsewhere, id)).toMatchObject({ status: 403, body: { code: 'permission_missing' } });
  const blind = someone(granted(stores(storeB), 'view'), granted(all, 'view-phone'));
  expect(await reveal(blind, id)).toMatchObject({ status: 404 });
  const manager = someone(granted(stores(storeA), 'view', 'view-phone'));
  expect(await reveal(manager, id)).toMatchObject({ status: 200 });
  for (const reason of ['', '短', 'x'.repeat(201)])
    expect(await reveal(manager, id, { reason })).toMatchObject({ status: 422, body: { code: 'validation_failed' } });
  const without = await desk.open(people.agent, { requester: { kind: 'hq', departmentId: finance } });
  expect(await reveal(someone(granted(all)), without.id)).toMatchObject({ status: 409, body: { code: 'field_empty' } });
});
