import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { BareMessage } from './bare-server.ts';
import { endProcess, type Server } from './portal.ts';

/** A {@link Server} whose answer can be set. */
export interface BareServer extends Server {
  answer(body: string): Promise<void>;
}

/** Starts the bare node:http server in a process of its own. */
export async function startBareServer(): Promise<BareServer> {
  const child = fork(fileURLToPath(new URL('./bare-server.ts', import.meta.url)));
  const [port] = (await once(child, 'message')) as [number];
  const ask = async (message: BareMessage): Promise<number> => {
    const answered = once(child, 'message');
    child.send(message);
    const [seconds] = (await answered) as [number];
    return seconds;
  };
  return {
    url: `http://localhost:${port}`,
    cpuSeconds: () => ask({ cpu: true }),
    async answer(body) {
      await ask({ answer: body });
    },
    stop: () => endProcess(child),
  };
}
