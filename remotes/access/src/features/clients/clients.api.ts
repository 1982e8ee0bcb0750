import {
  changeClient,
  createClient,
  getClient,
  listClientMetas,
  listClientProposals,
  listClients,
  withdrawClient,
  type ClientProposal,
  type ServiceClientRecord,
} from '@eoms/contracts/access/clients.contract';
import { findUnits } from '@eoms/contracts/access/organisation.contract';
import { urlSomeOf, urlText, useCommand, useEndpoint, useEndpointPages, type UrlValues } from '@eoms/kit/ui';

/** Filters of the list, and the client in the drawer, as the URL keeps them. */
export const filterSpec = { q: urlText(), status: urlSomeOf(['ACTIVE', 'WITHDRAWN']), client: urlText() };

/** One page of service clients. */
export const useClients = ({ q, status }: Pick<UrlValues<typeof filterSpec>, 'q' | 'status'>) =>
  useEndpointPages(listClients, {
    query: { ...(q ? { q } : {}), ...(status.length > 0 ? { status: [...status] } : {}) },
  });

/** One client, for the drawer. */
export const useClient = (id: string) => useEndpoint(getClient, { params: { id } }, { enabled: id !== '' });

/** Permissions a client may be given. */
export const useClientMetas = () => useEndpoint(listClientMetas);

/** Stores found by name or code. */
export const useStores = (q: string) => useEndpoint(findUnits, { query: { q } }, { enabled: q !== '' });

/** Registrations and changes that wait for permission owners. */
export const useProposals = () => useEndpoint(listClientProposals);

const outdated = [listClients, getClient, listClientProposals];

/** Proposes a client. */
export const useCreateClient = (onSuccess: (proposal: ClientProposal) => void) =>
  useCommand(createClient, { invalidates: outdated, onSuccess });
/** Changes a client at once, or proposes the change. */
export const useChangeClient = (
  onSuccess: (answer: { client: ServiceClientRecord; proposal: ClientProposal | null }) => void,
) => useCommand(changeClient, { invalidates: outdated, onSuccess });
/** Withdraws a client. */
export const useWithdrawClient = (onSuccess: () => void) =>
  useCommand(withdrawClient, { invalidates: outdated, onSuccess });
