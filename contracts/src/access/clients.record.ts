import { z } from 'zod';
import { Id, Instant, Version } from '../fields.ts';
import { AccessRequest } from './requests.record.ts';
import { MetaRef, UnitRef } from './shared.record.ts';

/** A public key of a client, as far as people need to tell keys apart. */
export const ClientKey = z
  .object({ kid: z.string(), kind: z.string(), thumbprint: z.string() })
  .meta({ id: 'ClientKey' });

/** A program that calls EOMS by itself: POS, mini-program back end, HR product. */
export const ServiceClientRecord = z
  .object({
    id: Id,
    /** Name it signs in with at the OpenID provider. */
    clientId: z.string(),
    name: z.string(),
    status: z.enum(['ACTIVE', 'WITHDRAWN']),
    metas: z.array(MetaRef),
    /** Stores it reaches; null means every store. */
    stores: z.array(UnitRef).nullable(),
    keys: z.array(ClientKey),
    createdAt: Instant,
    version: Version,
    mayChange: z.boolean(),
  })
  .meta({ id: 'ServiceClient' });
/** A program that calls EOMS by itself. */
export type ServiceClientRecord = z.infer<typeof ServiceClientRecord>;

/** A client that shall be registered, or shall be able to do more: nothing of it is in force before permission owners agree. */
export const ClientProposal = z
  .object({
    /** The client that shall change; null for one that is not registered yet. */
    serviceId: Id.nullable(),
    clientId: z.string(),
    name: z.string(),
    /** Who proposed it, what it says, who may decide, and why it could not be carried out any more. */
    request: AccessRequest,
  })
  .meta({ id: 'ClientProposal' });
/** A client that shall be registered, or shall be able to do more. */
export type ClientProposal = z.infer<typeof ClientProposal>;
