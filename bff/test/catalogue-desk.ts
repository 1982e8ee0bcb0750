import { expect } from 'vitest';
import * as catalogue from '@eoms/contracts/access/catalogue.contract';
import type { AccessPolicyRecord, AccessPolicySettings, RoleRow } from '@eoms/contracts/access/catalogue.record';
import type { CatalogueOp } from '@eoms/contracts/access/catalogue-change.record';
import { decideRequests, type AccessRequest } from '@eoms/contracts/access/requests.contract';
import type { Endpoint } from '@eoms/contracts/endpoint';
import type { Problem } from '@eoms/contracts/errors';
import { newId } from '../src/database/new-id.ts';
import { startTestApp, type Answered, type Sending, type TestApp, type TestClient } from './test-app.ts';

/** The body of an answer that has the status it should have. */
export const bodyOf = <T>({ status, body }: Answered, wanted = 200): T => {
  expect({ status, body }).toMatchObject({ status: wanted });
  return body as T;
};

/** Places and codes of refused values. */
export const pointers = ({ body }: Answered) =>
  (body as Problem).errors?.map(({ pointer, code }) => `${pointer} ${code}`).toSorted();

/** A step that puts permissions into a role. */
export const adds = ({ id, version }: RoleRow, ...metas: string[]): CatalogueOp => ({
  op: 'role.change',
  roleId: id,
  version,
  addMetas: metas,
  removeMetas: [],
});

/** A step that gives a role to everybody of a unit. */
export const anyRule = (roleId: string, unitId: string | null): CatalogueOp & { op: 'rule.add' } => {
  const who = { position: null, levelMin: null, levelMax: null, personKind: null };
  const scope = { kind: 'ALL' as const, unitIds: [] };
  const rule = { roleId, unitId, includeSubtree: true, ...who, scope, from: null, until: null };
  return { op: 'rule.add', id: newId(), rule };
};

/** The permission owners of the demo company at work. */
export class CatalogueDesk {
  readonly app: TestApp;
  readonly owners: readonly TestClient[];

  private constructor(app: TestApp, owners: readonly TestClient[]) {
    this.app = app;
    this.owners = owners;
  }

  static async open(): Promise<CatalogueDesk> {
    return CatalogueDesk.over(await startTestApp());
  }

  /** The permission owners of an application that is there already. */
  static async over(app: TestApp): Promise<CatalogueDesk> {
    const ids = await app.services.identity.access.holdersOf('access.catalogue.approve', new Date());
    return new CatalogueDesk(
      app,
      ids.map((personId) => app.client({ personId })),
    );
  }

  owner(index: number): TestClient {
    const owner = this.owners[index];
    if (!owner) throw new RangeError(`there are ${this.owners.length} permission owners`);
    return owner;
  }

  async read<T>(endpoint: Endpoint, sending?: Sending): Promise<T> {
    return bodyOf<T>(await this.owner(0).send(endpoint, sending));
  }

  /** Every row of a list, page by page. */
  async all<T>(endpoint: Endpoint, query: Record<string, unknown> = {}, limit = 3): Promise<T[]> {
    const rows: T[] = [];
    let cursor: string | null = null;
    do {
      const page: { items: T[]; next: string | null } = await this.read(endpoint, {
        query: { ...query, limit, ...(cursor === null ? {} : { cursor }) },
      });
      rows.push(...page.items);
      cursor = page.next;
    } while (cursor !== null);
    return rows;
  }

  async role(code: string): Promise<RoleRow> {
    const found = (await this.all<RoleRow>(catalogue.listRoles, {}, 100)).find((role) => role.code === code);
    if (!found) throw new RangeError(`no role ${code}`);
    return found;
  }

  /** Proposes steps as the first owner. */
  propose(ops: readonly CatalogueOp[]): Promise<Answered> {
    return this.owner(0).send(catalogue.proposeChange, { body: { ops, reason: '业务调整' } });
  }

  /** Brings settings of the permission centre in force: proposed by one owner, approved by two others. */
  async settle(settings: Partial<AccessPolicySettings>): Promise<void> {
    const { version } = await this.read<AccessPolicyRecord>(catalogue.getAccessPolicy);
    const proposed = bodyOf<AccessRequest>(await this.propose([{ op: 'policy.set', version, settings }]), 201);
    expect(await this.approve(proposed)).toMatchObject({ ok: true, state: 'PENDING' });
    expect(await this.approve(proposed, 2)).toMatchObject({ ok: true, state: 'APPROVED' });
  }

  /** Approves a request as another owner. */
  async approve({ id, revision, contentHash }: AccessRequest, index = 1) {
    const decisions = [{ requestId: id, revision, contentHash, verdict: 'APPROVE', comment: null }];
    const { items } = bodyOf<{ items: { ok: boolean; state: string | null; problem: Problem | null }[] }>(
      await this.owner(index).send(decideRequests, { body: { decisions } }),
    );
    return items[0];
  }
}
