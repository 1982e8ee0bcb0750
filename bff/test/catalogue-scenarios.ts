import { getRole, listRoles } from '@eoms/contracts/access/catalogue.contract';
import type { RoleRow } from '@eoms/contracts/access/catalogue.record';
import type { Endpoint } from '@eoms/contracts/endpoint';
import { newId } from '../src/database/new-id.ts';
import type { Answered, Sending } from './test-app.ts';

type Send = (endpoint: Endpoint, sending?: Sending) => Promise<Answered>;
type Prepare = (send: Send) => Promise<Sending>;

const firstRole = async (send: Send): Promise<RoleRow> => {
  const { items } = (await send(listRoles, { query: { system: ['stores'] } })).body as { items: RoleRow[] };
  const [role] = items;
  if (!role) throw new RangeError('the demo company has no role of the stores');
  return (await send(getRole, { params: { roleId: role.id } })).body as RoleRow;
};

const newRole = () => ({
  op: 'role.create',
  id: newId(),
  system: 'stores',
  code: `made-${newId().slice(-12)}`,
  name: { zh: '新角色', en: 'New role' },
  metas: ['stores.store.view'],
});

/** A valid request of every endpoint of the catalogue. */
export const catalogueScenarios: Readonly<Record<string, Prepare>> = {
  listSystems: async () => ({}),
  getSystem: async () => ({ params: { system: 'stores' } }),
  listMetas: async () => ({
    query: { q: '门店', status: ['ACTIVE'], kind: ['PAGE', 'ACTION'], risk: [0, 1], limit: 2 },
  }),
  listSystemMetas: async () => ({ params: { system: 'stores' } }),
  getMeta: async () => ({ params: { code: 'stores.store.edit' } }),
  listRoles: async () => ({ query: { q: '门店', system: ['stores'], status: ['ACTIVE'], limit: 2 } }),
  getRole: async (send) => ({ params: { roleId: (await firstRole(send)).id } }),
  listRules: async () => ({ query: { q: '门店', state: ['ACTIVE'], limit: 2 } }),
  listSodRules: async () => ({}),
  getAccessPolicy: async () => ({}),
  previewChange: async () => ({ body: { ops: [newRole()] } }),
  proposeChange: async () => ({ body: { ops: [newRole()], reason: '新岗位需要' } }),
  listChanges: async () => ({ query: { limit: 2 } }),
  listUnitChoices: async () => ({ query: { q: '华东' } }),
  listPositionChoices: async () => ({}),
  listOwnerChoices: async () => ({ query: { q: '王', limit: 2 } }),
};
