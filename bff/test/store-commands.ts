import { expect } from 'vitest';
import type { Store, StorePeriod, StoreStatus } from '@eoms/contracts/stores/stores.contract';
import type { z } from 'zod';
import { demoId } from '../src/embedded/demo/plan.ts';
import { headquarters, type StoreAnswer, type StoresFixture } from './stores-fixture.ts';

/** One stretch of a store's life, as the API answers it. */
export type Period = z.infer<typeof StorePeriod>;

type Seen = Pick<Store, 'id' | 'version'>;

let serial = 1000;

/** A valid body of `createStore` with a fresh code. */
export const storeBody = (change: object = {}) => ({
  code: `ZZ${(serial += 1)}`,
  name: '网鱼电竞(上海静安店)',
  brand: '网鱼电竞',
  city: '上海',
  address: '静安区南京西路 9001 号',
  zone: 'Asia/Shanghai',
  regionId: demoId('region', 1),
  hosts: 90,
  phone: '10012345678',
  hours: { from: '08:00', until: '02:00' },
  openedOn: null,
  note: null,
  ownerKind: 'direct',
  franchiseeId: null,
  ...change,
});

const STEPS: Readonly<Record<StoreStatus, readonly StoreStatus[]>> = {
  preparing: [],
  trial: ['trial'],
  open: ['trial', 'open'],
  suspended: ['trial', 'open', 'suspended'],
  closed: ['trial', 'open', 'suspended', 'closed'],
};

const instant = (at: Date | null): string | null => at?.toISOString() ?? null;

/** Commands and reads of stores in the words of the tests; `fixture` is asked at each call. */
export function storeCommands(fixture: () => StoresFixture) {
  const post = <Body = StoreAnswer>(path: string, ifMatch: number, body: object, as = headquarters) =>
    fixture().send<Body>('POST', path, { as, ifMatch, body });

  async function create(change: object = {}): Promise<StoreAnswer> {
    const { status, body } = await fixture().send('POST', '/stores', { body: storeBody(change) });
    expect(status).toBe(201);
    return body;
  }

  /** A new store, brought to a status step by step in the days before the demo's instant. */
  async function storeIn(status: StoreStatus): Promise<StoreAnswer> {
    const { now, setNow, inDays } = fixture();
    const begun = now();
    setNow(inDays(-10));
    let store = await create();
    for (const [day, to] of STEPS[status].entries()) {
      setNow(inDays(day - 9));
      ({ body: store } = await changeStatus(store, to));
    }
    setNow(begun);
    expect(store.status).toBe(status);
    return store;
  }

  const changeStatus = ({ id, version }: Seen, to: StoreStatus, at: Date | null = null, as = headquarters) =>
    post(`/stores/${id}/status-changes`, version, { to, effectiveFrom: instant(at), reason: '消防整改' }, as);

  const changeOwner = ({ id, version }: Seen, ownerKind: string, franchisee: number | null, at: Date | null = null) =>
    post(`/stores/${id}/owner-changes`, version, {
      ownerKind,
      franchiseeId: franchisee === null ? null : demoId('franchisee', franchisee),
      effectiveFrom: instant(at),
      reason: '转加盟',
    });

  const cancel = ({ id, version }: Seen, periodId: string, as = headquarters) =>
    post(`/stores/${id}/periods/${periodId}/cancel`, version, {}, as);

  const edit = (id: string, ifMatch: number, body: object, as = headquarters) =>
    fixture().send('PATCH', `/stores/${id}`, { body, ifMatch, as });

  const periodsOf = async (id: string, as = headquarters) =>
    (await fixture().get<{ items: Period[] }>(`/stores/${id}/periods`, as)).body.items;

  const read = async (id: string) => (await fixture().get<Store>(`/stores/${id}`)).body;

  /** Id of the change that lies ahead of a store. */
  const aheadOf = async (id: string) => (await periodsOf(id)).find(({ mayCancel }) => mayCancel)?.id ?? '';

  return { create, storeIn, changeStatus, changeOwner, cancel, edit, periodsOf, read, aheadOf };
}
