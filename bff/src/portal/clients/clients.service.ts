import type { MetaCode } from '@eoms/contracts/endpoint';
import { ServiceClient } from './clients.model.ts';

/** A registered service client as sign-in needs it; `storeIds` null means every store. */
export interface ClientRecord {
  readonly id: string;
  readonly name: string;
  readonly active: boolean;
  readonly metas: readonly MetaCode[];
  readonly storeIds: readonly string[] | null;
}

/** Reads a service client by the id it has at the OpenID provider. */
export async function findClient(clientId: string): Promise<ClientRecord | null> {
  const client = await ServiceClient.findOne({ where: { clientId } });
  if (!client) return null;
  const { id, name, status, metas, scopeKind, storeIds } = client;
  return { id, name, active: status === 'ACTIVE', metas, storeIds: scopeKind === 'ALL' ? null : storeIds };
}
