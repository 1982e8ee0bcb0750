import type * as contract from '@eoms/contracts/access/scim.contract';
import type * as service from '@eoms/contracts/access/scim-service.contract';
import { BODY_BYTES, type Endpoint, type HandlerInput, type HandlerOutput } from '@eoms/contracts/endpoint';
import { AppError } from '../../errors.ts';
import type { Context } from '../../http/context.ts';
import type { ResourceType } from './attributes.policy.ts';
import { allSchemas, describeSchema, describeType, serviceConfig } from './discovery.policy.ts';
import { namesOf, type Projection } from './projection.policy.ts';
import type { Doc } from './resolve.policy.ts';
import { groupType, resourceTypes, userType } from './resource-types.policy.ts';
import { performBulk, type Writer } from './scim-bulk.service.ts';
import type { ScimDeps } from './scim-changes.ts';
import { groupWriter } from './scim-groups.service.ts';
import { assertWhole, listMessage, readOne, refusing } from './scim-reads.service.ts';
import { everything, MOST_RESULTS, readSearch, searchResources } from './scim-search.service.ts';
import { userWriter } from './scim-users.service.ts';

type Shown = { readonly attributes?: string | undefined; readonly excludedAttributes?: string | undefined };

const projectionOf = ({ attributes, excludedAttributes }: Shown): Projection => ({
  attributes: namesOf(attributes),
  excludedAttributes: namesOf(excludedAttributes),
});

/** Puts the check of every request before an operation; what it answers is parsed by the contract. */
const guarded =
  <E extends Endpoint>(operation: (context: Context, input: HandlerInput<E>) => Promise<unknown>) =>
  async (context: Context, input: HandlerInput<E>): Promise<HandlerOutput<E>> => {
    assertWhole(context);
    return (await refusing(() => operation(context, input))) as HandlerOutput<E>;
  };

// Users and groups have the same requests; only their answers differ.
type ListInput = HandlerInput<typeof contract.scimListUsers>;
type ReadInput = HandlerInput<typeof contract.scimGetUser>;
type SearchInput = HandlerInput<typeof service.scimSearchUsers>;
type CreateInput = HandlerInput<typeof contract.scimCreateUser>;
type ChangeInput = HandlerInput<typeof contract.scimPatchUser>;

const lister = <E extends Endpoint>(deps: ScimDeps, type: ResourceType) =>
  guarded<E>((context, input) => {
    const { query } = input as unknown as ListInput;
    const { filter, sortBy, sortOrder, startIndex, count } = query;
    const search = { filter, sortBy, sortOrder, startIndex, count, projection: projectionOf(query) };
    return searchResources(deps, context, [type], search);
  });

const getter = <E extends Endpoint>(deps: ScimDeps, type: ResourceType) =>
  guarded<E>((context, input) => {
    const { params, query } = input as unknown as ReadInput;
    return readOne(deps, { transaction: undefined, now: context.now }, type, params.id, projectionOf(query));
  });

const searcher = <E extends Endpoint>(deps: ScimDeps, types: readonly ResourceType[]) =>
  guarded<E>((context, input) => {
    const { body } = input as unknown as SearchInput;
    return searchResources(deps, context, types, readSearch(body as Doc));
  });

const creator = <E extends Endpoint>(writer: Writer) =>
  guarded<E>((context, input) => {
    const { body, query } = input as unknown as CreateInput;
    return writer.create(context, body as Doc, projectionOf(query));
  });

const changer = <E extends Endpoint>(write: Writer['patch']) =>
  guarded<E>((context, input) => {
    const { params, query, body, ifMatchTag } = input as unknown as ChangeInput;
    const change = { id: params.id, body: body as Doc, ifMatch: ifMatchTag, projection: projectionOf(query) };
    return write(context, change);
  });

const remover = (writer: Writer) =>
  guarded<typeof contract.scimDeleteUser>((context, { params, ifMatchTag }) =>
    writer.remove(context, { id: params.id, ifMatch: ifMatchTag }),
  );

function found<T>(known: T | undefined): T {
  if (known === undefined) throw new AppError('not_found');
  return known;
}

const same = (left: string, right: string): boolean => left.toLowerCase() === right.toLowerCase();

function discovery({ publicUrl }: ScimDeps) {
  const types = resourceTypes.map((type) => describeType(publicUrl, type));
  const schemas = allSchemas.map((schema) => describeSchema(publicUrl, schema));
  return {
    scimGetConfig: guarded<typeof service.scimGetConfig>(async () =>
      serviceConfig(publicUrl, { results: MOST_RESULTS, bytes: BODY_BYTES }),
    ),
    scimListResourceTypes: guarded<typeof service.scimListResourceTypes>(async () =>
      listMessage(types.length, 1, types),
    ),
    scimGetResourceType: guarded<typeof service.scimGetResourceType>(async (_context, { params }) =>
      found(types.find(({ id }) => same(id, params.id))),
    ),
    scimListSchemas: guarded<typeof service.scimListSchemas>(async () => listMessage(schemas.length, 1, schemas)),
    scimGetSchema: guarded<typeof service.scimGetSchema>(async (_context, { params }) =>
      found(schemas.find(({ id }) => same(id, params.id))),
    ),
  };
}

/** The SCIM 2.0 server: one function for each endpoint. Changes go through the HR pipeline. */
export function createScimService(deps: ScimDeps) {
  const users = userWriter(deps);
  const groups = groupWriter(deps);
  const writers = { [userType.endpoint]: users, [groupType.endpoint]: groups };
  return {
    scimListUsers: lister<typeof contract.scimListUsers>(deps, userType),
    scimGetUser: getter<typeof contract.scimGetUser>(deps, userType),
    scimCreateUser: creator<typeof contract.scimCreateUser>(users),
    scimReplaceUser: changer<typeof contract.scimReplaceUser>(users.replace),
    scimPatchUser: changer<typeof contract.scimPatchUser>(users.patch),
    scimDeleteUser: remover(users),
    scimSearchUsers: searcher<typeof service.scimSearchUsers>(deps, [userType]),
    scimListGroups: lister<typeof contract.scimListGroups>(deps, groupType),
    scimGetGroup: getter<typeof contract.scimGetGroup>(deps, groupType),
    scimCreateGroup: creator<typeof contract.scimCreateGroup>(groups),
    scimReplaceGroup: changer<typeof contract.scimReplaceGroup>(groups.replace),
    scimPatchGroup: changer<typeof contract.scimPatchGroup>(groups.patch),
    scimDeleteGroup: remover(groups),
    scimSearchGroups: searcher<typeof service.scimSearchGroups>(deps, [groupType]),
    scimSearch: searcher<typeof service.scimSearch>(deps, everything),
    scimBulk: guarded<typeof service.scimBulk>((context, { body }) => performBulk(writers, context, body as Doc)),
    ...discovery(deps),
  };
}

/** The SCIM 2.0 server. */
export type ScimService = ReturnType<typeof createScimService>;
