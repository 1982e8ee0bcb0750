import { randomInt, randomUUID } from 'node:crypto';
import type { ApiCaller } from './api.ts';

/** A store as far as tests look at it. */
export interface StoreRecord {
  readonly id: string;
  readonly code: string;
  readonly name: string;
  readonly version: number;
}

/** A ticket as far as tests look at it. */
export interface TicketRecord {
  readonly id: string;
  readonly no: string;
  readonly subject: string;
  readonly version: number;
}

/** Text that no other test writes. */
export const unique = (text: string): string => `${text} ${randomUUID().slice(0, 8)}`;

/** A store code that is taken by nobody else: real cities do not begin with Q. */
export const uniqueCode = (): string =>
  `Q${String.fromCodePoint(65 + randomInt(26))}${String(randomInt(10_000)).padStart(4, '0')}`;

async function answered<T>(answer: {
  ok(): boolean;
  status(): number;
  text(): Promise<string>;
  json(): Promise<unknown>;
}): Promise<T> {
  if (!answer.ok()) throw new Error(`${answer.status()} ${await answer.text()}`);
  return (await answer.json()) as T;
}

/** Id of a store of the demo company by its code. */
export async function storeByCode(caller: ApiCaller, code: string): Promise<StoreRecord> {
  const { items } = await answered<{ items: StoreRecord[] }>(await caller.get(`/api/stores/stores?q=${code}`));
  const store = items.find((one) => one.code === code);
  if (!store) throw new Error(`no store ${code}`);
  return store;
}

/** Registers a store of the test's own, in status 筹备. */
export async function makeStore(caller: ApiCaller, name: string): Promise<StoreRecord> {
  const { items } = await answered<{ items: { id: string }[] }>(await caller.get('/api/stores/regions'));
  const store = {
    code: uniqueCode(),
    name,
    brand: '网鱼电竞',
    city: '泉州',
    address: '丰泽街 1 号',
    zone: 'Asia/Shanghai',
    regionId: items[0]?.id,
    hosts: 120,
    phone: '059510000001',
    hours: { from: '00:00', until: '00:00' },
    openedOn: null,
    note: null,
    ownerKind: 'direct',
    franchiseeId: null,
  };
  return answered<StoreRecord>(await caller.send('post', '/api/stores/stores', store));
}

/** Opens a ticket of the test's own for a member, about a store or none. */
export async function makeTicket(caller: ApiCaller, subject: string, storeId: string | null): Promise<TicketRecord> {
  const ticket = {
    type: 'complaint',
    category: 'billing.dispute',
    subject,
    text: '昨晚包夜，今早结账时多扣了 15 元。',
    priority: 'high',
    channel: 'counter',
    requester: { kind: 'member', name: '峡谷老六', phone: '10000000042' },
    storeId,
  };
  return answered<TicketRecord>(await caller.send('post', '/api/service/tickets', ticket));
}
