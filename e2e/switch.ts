import { createServer, request as forward } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A balancer as simple as can be: one address, one instance behind it at a time. */
export interface Switch {
  readonly url: string;
  /** New requests go there; those under way end where they began. */
  sendTo(url: string): void;
  stop(): void;
}

/** Starts a balancer on a free port. */
export async function startSwitch(): Promise<Switch> {
  let target = '';
  const server = createServer((incoming, outgoing) => {
    const { host, ...headers } = incoming.headers;
    const onward = forward(
      new URL(incoming.url ?? '/', target),
      { method: incoming.method, headers: { ...headers, host }, agent: false },
      (answer) => {
        const { connection: _hop, ...kept } = answer.headers;
        outgoing.writeHead(answer.statusCode ?? 502, kept);
        answer.pipe(outgoing);
      },
    );
    onward.once('error', () => outgoing.headersSent || outgoing.writeHead(502).end());
    incoming.pipe(onward);
  });
  await new Promise<void>((resolve) => server.listen(0, resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://localhost:${port}`,
    sendTo: (url) => (target = url),
    stop: () => (server.closeAllConnections(), server.close()),
  };
}
