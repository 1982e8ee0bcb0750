import { readdirSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { sizes, type Figure, type Part } from './bench.ts';

/**
 * Measures the permission centre beside what was asked for; a goal that is not met does not fail the run.
 *
 *     npm run bench                full size, results into bench/results.json
 *     npm run bench -- --small     a hundredth of it, to see that everything runs; writes nothing
 *     npm run bench -- evaluator   only parts whose name contains the word
 */

const FOLDER = fileURLToPath(new URL('.', import.meta.url));
const words = process.argv.slice(2).filter((word) => !word.startsWith('--'));
const small = process.argv.includes('--small');
const size = small ? sizes.small : sizes.full;

async function parts(): Promise<Part[]> {
  const files = readdirSync(FOLDER).filter((name) => name.endsWith('.bench.ts'));
  const found = files.map(async (name) => {
    const { part } = (await import(pathToFileURL(join(FOLDER, name)).href)) as { part: Part };
    return part;
  });
  return (await Promise.all(found)).sort((a, b) => a.order - b.order);
}

const shown = (value: number | undefined): string => (value === undefined || Number.isNaN(value) ? '' : String(value));

function table(figures: readonly Figure[]): string {
  const rows = [
    ['what', 'of', 'p50', 'p99', 'value', 'unit', 'goal', ''],
    ...figures.map(({ what, of, p50, p99, value, unit, goal, met }) => [
      what,
      of,
      shown(p50),
      shown(p99),
      p99 === undefined ? shown(value) : '',
      unit,
      goal,
      met === null ? '' : met ? 'met' : 'NOT MET',
    ]),
  ];
  const widths = (rows[0] ?? []).map((_cell, column) =>
    Math.max(...rows.map((row) => [...(row[column] ?? '')].length)),
  );
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

// What parts started ends with the process.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));

const began = performance.now();
const figures: Figure[] = [];
for (const part of await parts()) {
  if (words.length > 0 && !words.some((word) => part.name.includes(word))) continue;
  const before = performance.now();
  figures.push(...(await part.measure(size)));
  const seconds = (performance.now() - before) / 1000;
  console.log(`${part.name}: ${seconds.toFixed(0)} s, ${(process.memoryUsage().rss / 2 ** 20).toFixed(0)} MB resident`);
}
const machine = { cpu: cpus()[0]?.model ?? '', cores: availableParallelism(), node: process.version };
if (!small && words.length === 0)
  writeFileSync(
    join(FOLDER, 'results.json'),
    `${JSON.stringify({ at: new Date(), machine, size, figures }, null, 2)}\n`,
  );
const missed = figures.filter(({ met }) => met === false).length;
console.log(`\n${machine.cpu}, ${machine.cores} cores, Node ${machine.node}\n\n${table(figures)}`);
console.log(
  `\n${figures.filter(({ met }) => met).length} goals met, ${missed} not met, ${((performance.now() - began) / 1000).toFixed(0)} s`,
);
