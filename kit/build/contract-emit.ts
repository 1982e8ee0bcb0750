import { pathToFileURL } from 'node:url';
import type { Endpoint } from '@eoms/contracts/endpoint';
import { formShape, toBrowserEndpoint } from '@eoms/contracts/form';

// Runs in a process of its own, so that a changed contract is read afresh in watch mode:
//   node contract-emit.ts <contract file> data|schemas
// Prints ES module source: with `data` the whole browser module, with `schemas` lines to append to the contract itself.

interface SchemaLike {
  readonly _zod: { readonly def: { readonly type: string } };
  readonly options?: unknown;
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

const isSchema = (value: unknown): value is SchemaLike => isObject(value) && '_zod' in value;

const isEndpoint = (value: unknown): value is Endpoint =>
  isObject(value) && 'method' in value && 'path' in value && 'meta' in value;

const isPlainData = (value: unknown): boolean =>
  value === null ||
  ['string', 'number', 'boolean'].includes(typeof value) ||
  (Array.isArray(value) && value.every(isPlainData)) ||
  (isObject(value) &&
    Object.getPrototypeOf(value) === Object.prototype &&
    !isSchema(value) &&
    Object.values(value).every(isPlainData));

function browserLine(name: string, value: unknown): string {
  if (isEndpoint(value)) return `export const ${name} = ${JSON.stringify(toBrowserEndpoint(value))};`;
  if (isPlainData(value)) return `export const ${name} = ${JSON.stringify(value)};`;
  const known = isSchema(value) && value._zod.def.type === 'enum' ? { options: value.options } : {};
  return `export const ${name} = /*#__PURE__*/ absentSchema(${JSON.stringify(name)}, ${JSON.stringify(known)});`;
}

function browserModule(module: Record<string, unknown>): string {
  const lines = Object.entries(module).map(([name, value]) => browserLine(name, value));
  const absent = lines.some((line) => line.includes('absentSchema('));
  const stub = JSON.stringify(new URL('./absent-schema.ts', import.meta.url).pathname);
  return [...(absent ? [`import { absentSchema } from ${stub};`] : []), ...lines, ''].join('\n');
}

/** Mocks need the schemas, forms need the constraints: the contract stays as it is and its endpoints gain `form`. */
function formLines(module: Record<string, unknown>): string {
  return Object.entries(module)
    .flatMap(([name, value]) =>
      isEndpoint(value) && value.body
        ? [`Object.assign(${name}, { form: ${JSON.stringify(formShape(value.body))} });`]
        : [],
    )
    .join('\n');
}

const [file, mode] = process.argv.slice(2);
if (!file || (mode !== 'data' && mode !== 'schemas')) throw new Error('usage: contract-emit.ts <file> data|schemas');
const contract = (await import(pathToFileURL(file).href)) as Record<string, unknown>;
process.stdout.write(mode === 'data' ? browserModule(contract) : formLines(contract));
