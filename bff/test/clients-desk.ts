import { exportJWK, generateKeyPair, type JWK } from 'jose';
import { expect } from 'vitest';
import * as contract from '@eoms/contracts/access/clients.contract';
import type { ClientProposal, ServiceClientRecord } from '@eoms/contracts/access/clients.record';
import { decideRequests, type AccessRequest } from '@eoms/contracts/access/requests.contract';
import { listStores } from '@eoms/contracts/stores/stores.contract';
import { demoId } from '../src/embedded/demo/plan.ts';
import { bodyOf, CatalogueDesk } from './catalogue-desk.ts';
import { openPeopleWorld, personId, type PeopleWorld } from './people-world.ts';
import type { Answered, TestClient } from './test-app.ts';

/** Account of the permission owner who keeps service clients. */
export const KEEPER = 'luoyang';

/** Ids of demo stores by number. */
export const stores = (...numbers: number[]): string[] => numbers.map((n) => demoId('store', n));

/** What a change of a client answers. */
export interface Changed {
  readonly client: ServiceClientRecord;
  readonly proposal: ClientProposal | null;
}

/** A permission owner who keeps service clients, and the others without whom none is registered. */
export class ClientsDesk {
  readonly world: PeopleWorld;
  readonly owner: TestClient;
  readonly others: readonly TestClient[];
  readonly publicKey: JWK;
  readonly privateKey: JWK;
  #made = 0;

  private constructor(world: PeopleWorld, others: readonly TestClient[], keys: { publicKey: JWK; privateKey: JWK }) {
    this.world = world;
    this.owner = world.as(KEEPER);
    this.others = others;
    this.publicKey = keys.publicKey;
    this.privateKey = keys.privateKey;
  }

  static async open(): Promise<ClientsDesk> {
    const world = await openPeopleWorld();
    const { owners } = await CatalogueDesk.over(world.app);
    const ids = await world.app.services.identity.access.holdersOf('access.catalogue.approve', new Date());
    const pair = await generateKeyPair('ES256', { extractable: true });
    return new ClientsDesk(
      world,
      owners.filter((_owner, index) => ids[index] !== personId(KEEPER)),
      { publicKey: await exportJWK(pair.publicKey), privateKey: await exportJWK(pair.privateKey) },
    );
  }

  /** Fields of a new client. */
  body(over: Record<string, unknown> = {}): Record<string, unknown> {
    this.#made += 1;
    const held = { metas: ['stores.store.view'], storeIds: stores(1), keys: JSON.stringify(this.publicKey) };
    return { clientId: `pos-${this.#made}`, name: '收银系统', ...held, reason: '新店上线', ...over };
  }

  async propose(over: Record<string, unknown> = {}): Promise<ClientProposal> {
    return bodyOf<ClientProposal>(await this.owner.send(contract.createClient, { body: this.body(over) }), 201);
  }

  /** One decision, and what became of it. */
  async decide({ id, revision, contentHash }: AccessRequest, as: TestClient | undefined, verdict = 'APPROVE') {
    if (!as) throw new RangeError('there are not so many permission owners');
    const decisions = [{ requestId: id, revision, contentHash, verdict, comment: '按规定' }];
    return bodyOf<{ items: unknown[] }>(await as.send(decideRequests, { body: { decisions } })).items[0];
  }

  /** Lets other permission owners agree, as many as it needs. */
  async agree(request: AccessRequest): Promise<void> {
    const needed = this.others.slice(0, request.steps[0]?.requiredCount);
    let last: unknown;
    for (const owner of needed) last = await this.decide(request, owner);
    expect(last).toMatchObject({ ok: true, state: 'APPROVED' });
  }

  async found(clientId: string): Promise<ServiceClientRecord | undefined> {
    const answer = await this.owner.send(contract.listClients, { query: { q: clientId } });
    return bodyOf<{ items: ServiceClientRecord[] }>(answer).items.find((item) => item.clientId === clientId);
  }

  /** Registers a client with everybody it takes. */
  async create(over: Record<string, unknown> = {}): Promise<ServiceClientRecord> {
    const { clientId, request } = await this.propose(over);
    await this.agree(request);
    const client = await this.found(clientId);
    if (!client) throw new Error(`${clientId} was agreed to and is not there`);
    return client;
  }

  change(client: ServiceClientRecord, changes: Record<string, unknown>): Promise<Answered> {
    const body = { reason: '业务调整', ...changes };
    return this.owner.send(contract.changeClient, { params: { id: client.id }, body, ifMatch: client.version });
  }

  /** Changes a client and, where that gives it more, lets others agree. */
  async changed(client: ServiceClientRecord, changes: Record<string, unknown>): Promise<ServiceClientRecord> {
    const { proposal } = bodyOf<Changed>(await this.change(client, changes));
    if (proposal) await this.agree(proposal.request);
    return (await this.found(client.clientId)) ?? client;
  }

  /** How many stores a client sees, or with which status it is refused. */
  async storesSeen(clientId: string): Promise<number> {
    const answer = await this.world.app.client({ serviceId: clientId }).send(listStores, { query: { limit: 200 } });
    return answer.status === 200 ? (answer.body as { items: unknown[] }).items.length : answer.status;
  }
}
