import { spawn, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { TestAddress } from '../test-database.ts';

const program = fileURLToPath(new URL('child.ts', import.meta.url));

/** Another process at work on the same database; `lines` are its messages, `ended` resolves with its exit code. */
export interface OtherProcess {
  readonly child: ChildProcess;
  readonly lines: unknown[];
  readonly ended: Promise<number | null>;
  /** Resolves when it has said this much. */
  said(count: number): Promise<void>;
}

/** Starts child.ts. */
export function otherProcess(
  task: 'migrate' | 'take' | 'write',
  { url, file }: TestAddress,
  argument = '',
): OtherProcess {
  const args = ['--no-warnings', program, task, JSON.stringify({ url, file }), ...(argument ? [argument] : [])];
  const child = spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines: unknown[] = [];
  const waiting: { count: number; resolve: () => void }[] = [];
  const reader = createInterface({ input: child.stdout as NodeJS.ReadableStream });
  reader.on('line', (line) => {
    lines.push(JSON.parse(line));
    for (const one of waiting) if (lines.length >= one.count) one.resolve();
  });
  const read = new Promise((resolve) => reader.once('close', resolve));
  const ended = new Promise<number | null>((resolve) => {
    child.once('exit', (code) => void read.then(() => resolve(code)));
  });
  const said = (count: number): Promise<void> =>
    new Promise((resolve) => {
      if (lines.length >= count) resolve();
      else waiting.push({ count, resolve });
    });
  return { child, lines, ended, said };
}
