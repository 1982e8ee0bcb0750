import autocannon from 'autocannon';
import { getBootstrap } from '@eoms/contracts/portal/portal.contract';
import { getTicket, listTickets } from '@eoms/contracts/service/tickets.contract';
import { getStore, listStores } from '@eoms/contracts/stores/stores.contract';
import type { BareServer } from './bare.ts';
import { figure, median, type Figure } from './figures.ts';
import type { Server } from './portal.ts';
import { bearer, bound, type Headers } from './tokens.ts';

/** A portal and the name of what its data lies in. */
export interface ApiTarget {
  readonly name: string;
  readonly server: Server;
}

interface Request {
  readonly name: string;
  readonly path: string;
  /** True when it is sent as a browser does: a proof of possession with every request. */
  readonly proof: boolean;
}

interface Load {
  readonly perSecond: number;
  /** CPU of the answering process a request, in microseconds. */
  readonly cpu: number;
}

const CONNECTIONS = 16;
const WARM_UP_S = 1;
const ROUND_S = 1;
const ROUNDS = 5;

async function firstId(url: string, headers: Headers): Promise<string> {
  const { items } = (await (await fetch(url, { headers })).json()) as { items: { id: string }[] };
  const [first] = items;
  if (!first) throw new Error(`${url} lists nothing`);
  return first.id;
}

/** What is asked of a portal; ids of records differ from database to database. */
async function requestsFor({ url }: Server): Promise<Request[]> {
  const headers = (await bearer(url))();
  const store = getStore.path.replace(':storeId', await firstId(url + listStores.path, headers));
  const ticket = getTicket.path.replace(':ticketId', await firstId(url + listTickets.path, headers));
  return [
    { name: 'bootstrap', path: getBootstrap.path, proof: false },
    { name: 'bootstrap with DPoP proof', path: getBootstrap.path, proof: true },
    { name: 'list of stores', path: listStores.path, proof: false },
    { name: 'list of tickets', path: listTickets.path, proof: false },
    { name: 'one store', path: store, proof: false },
    { name: 'one ticket', path: ticket, proof: false },
  ];
}

/** Loads one address for some seconds. @throws Error when an answer is not 200 */
async function load(server: Server, path: string, headers: () => Headers, seconds: number): Promise<Load> {
  const before = await server.cpuSeconds();
  const result = await autocannon({
    url: server.url + path,
    connections: CONNECTIONS,
    duration: seconds,
    requests: [{ setupRequest: (request) => ({ ...request, headers: headers() }) }],
  });
  const cpu = (await server.cpuSeconds()) - before;
  const answered = result['2xx'];
  if (result.non2xx > 0 || result.errors > 0 || answered === 0)
    throw new Error(`${path}: ${answered} answered, ${result.non2xx} refused, ${result.errors} failed`);
  return { perSecond: answered / result.duration, cpu: (cpu / answered) * 1e6 };
}

const headersFor = ({ url }: Server, { path, proof }: Request): Promise<() => Headers> =>
  proof ? bound(url, path) : bearer(url);

interface Measured {
  readonly portal: Load[];
  readonly bare: Load[];
}

/** Loads the portal and the bare server in turns, the latter with the very bytes of the former. */
async function measure({ server }: ApiTarget, bare: BareServer, request: Request): Promise<Measured> {
  const { path } = request;
  const headers = await headersFor(server, request);
  const answer = await fetch(server.url + path, { headers: headers() });
  if (!answer.ok) throw new Error(`${path} answers ${answer.status}`);
  await bare.answer(await answer.text());
  // Signing proofs would slow the sender down, and with it a server that is faster than any proof.
  const plain = headers();
  await load(server, path, headers, WARM_UP_S);
  await load(bare, path, () => plain, WARM_UP_S);
  const measured: Measured = { portal: [], bare: [] };
  for (let round = 0; round < ROUNDS; round += 1) {
    measured.bare.push(await load(bare, path, () => plain, ROUND_S));
    measured.portal.push(await load(server, path, headers, ROUND_S));
  }
  return measured;
}

const middle = (loads: readonly Load[], of: keyof Load): number => median(loads.map((each) => each[of]));

function figuresOf(name: string, { portal, bare }: Measured): Figure[] {
  const perSecond = middle(portal, 'perSecond');
  const barePerSecond = middle(bare, 'perSecond');
  const cpu = middle(portal, 'cpu');
  const bareCpu = middle(bare, 'cpu');
  return [
    figure(`${name}: requests a second`, perSecond, '1/s', { better: 'higher', floor: barePerSecond }),
    figure(`${name}: requests a second, of bare node:http`, perSecond / barePerSecond, '×', {
      better: 'higher',
      floor: 1,
    }),
    figure(`${name}: CPU of the BFF a request`, cpu, 'µs', { better: 'lower', floor: bareCpu }),
    figure(`${name}: CPU a request, of bare node:http`, cpu / bareCpu, '×', { better: 'lower', floor: 1 }),
  ];
}

/** Measures the BFF's answers against a bare server with the same bytes, portal by portal. */
export async function measureApi(targets: readonly ApiTarget[], bare: BareServer): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const target of targets) {
    for (const request of await requestsFor(target.server)) {
      const measured = await measure(target, bare, request);
      figures.push(...figuresOf(`API, ${target.name}, ${request.name}`, measured));
      const [portal, floor] = [middle(measured.portal, 'cpu'), middle(measured.bare, 'cpu')];
      console.log(
        `  ${target.name}, ${request.name}: ${Math.round(portal)} µs a request, bare ${Math.round(floor)} µs`,
      );
    }
  }
  return figures;
}
