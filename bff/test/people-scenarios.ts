import type { Endpoint } from '@eoms/contracts/endpoint';
import { createClient } from '@eoms/contracts/access/clients.contract';
import { appointHead, type UnitDetail } from '@eoms/contracts/access/organisation.contract';
import { createExternalPerson, suspendPerson } from '@eoms/contracts/access/people.contract';
import { demoCompanyId, departmentId } from '../src/embedded/demo/company-people.ts';
import { demoId } from '../src/embedded/demo/plan.ts';
import { newId } from '../src/database/new-id.ts';
import { ServiceClient } from '../src/portal/clients/clients.model.ts';
import { personId } from './people-world.ts';
import type { Answered, Sending } from './test-app.ts';

type Send = (endpoint: Endpoint, sending?: Sending) => Promise<Answered>;
type Prepare = (send: Send) => Promise<Sending>;

let made = 0;

const appointment = () => ({
  personId: personId('zhouting'),
  kind: 'ACTING',
  from: null,
  until: new Date(Date.now() + 24 * 3600_000).toISOString(),
  reason: '代理',
});

const externalBody = () => ({
  ...createExternalPerson.examples.body,
  account: `external-${(made += 1)}`,
  sponsorUnitId: departmentId('it-ops'),
});

const onExternal = (): Prepare => async (send) => {
  const { id } = (await send(createExternalPerson, { body: externalBody() })).body as { id: string };
  return { params: { personId: id }, body: { reason: '测试状态' } };
};

const clientBody = () => ({
  ...createClient.examples.body,
  clientId: `client-${(made += 1)}`,
  storeIds: [demoId('store', 1)],
});

const onClient =
  (body: unknown): Prepare =>
  async () => {
    // Nobody registers a client alone, so this one was there before.
    const id = newId();
    const reach = { scopeKind: 'STORES' as const, storeIds: [demoId('store', 1)] };
    const held = { metas: ['service.ticket.create' as const], ...reach, jwks: null };
    const clientId = `client-${(made += 1)}`;
    await ServiceClient.create({ id, clientId, name: '收银', status: 'ACTIVE', ...held, createdAt: new Date() });
    return { params: { id }, ifMatch: 1, body };
  };

/** Valid requests of organisation, people and service clients; `newUnit` makes a unit nobody leads yet. */
export const peopleScenarios = (newUnit: (send: Send) => Promise<string>): Record<string, Prepare> => ({
  getOrganisation: async () => ({ query: { parentId: demoCompanyId } }),
  findUnits: async () => ({ query: { q: '客服' } }),
  getUnit: async () => ({ params: { unitId: departmentId('service') } }),
  appointHead: async (send) => ({ params: { unitId: await newUnit(send) }, body: appointment() }),
  endHead: async (send) => {
    const params = { unitId: await newUnit(send) };
    const { heads } = (await send(appointHead, { params, body: appointment() })).body as UnitDetail;
    return { params: { headId: heads[0]?.id }, body: { at: null, reason: '提前结束' } };
  },
  listPeople: async () => ({ query: { q: '王', limit: 2 } }),
  getPerson: async () => ({ params: { personId: personId('wangmin') } }),
  revealPersonField: async () => ({
    params: { personId: personId('wangmin') },
    body: { field: 'phone', reason: '核对入职资料' },
  }),
  createExternalPerson: async () => ({ body: externalBody() }),
  suspendPerson: onExternal(),
  resumePerson: async (send) => {
    const sending = await onExternal()(send);
    await send(suspendPerson, sending);
    return sending;
  },
  endExternalPerson: onExternal(),
  listClients: async () => ({ query: { limit: 2 } }),
  listClientMetas: async () => ({}),
  listClientProposals: async () => ({}),
  getClient: async (send) => {
    const { params } = await onClient(undefined)(send);
    return params ? { params } : {};
  },
  createClient: async () => ({ body: clientBody() }),
  changeClient: onClient({ name: '改名', reason: '系统改名' }),
  withdrawClient: onClient({ reason: '更换供应商' }),
});
