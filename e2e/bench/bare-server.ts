import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

// The floor of every API figure: a node:http server that answers bytes it was given, and nothing else. Run by fork().
let body = Buffer.alloc(0);

const server = createServer((_request, response) => {
  response.writeHead(200, { 'Content-Type': 'application/json; charset=utf-8', 'Content-Length': body.length });
  response.end(body);
});

/** What the bench tells this process, and what it answers. */
export type BareMessage = { readonly answer: string } | { readonly cpu: true };

process.on('message', (message: BareMessage) => {
  if ('answer' in message) body = Buffer.from(message.answer);
  const { user, system } = process.cpuUsage();
  process.send?.((user + system) / 1e6);
});
process.on('disconnect', () => process.exit(0));

server.listen(0, () => process.send?.((server.address() as AddressInfo).port));
