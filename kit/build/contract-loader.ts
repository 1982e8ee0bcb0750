import { execFile } from 'node:child_process';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { LoaderDefinition } from 'webpack';

const run = promisify(execFile);
const emitter = fileURLToPath(new URL('contract-emit.ts', import.meta.url));

/** What the loader leaves of a contract: plain data (what a browser ships), or the schemas with the constraints of forms added (mocks). */
export interface ContractLoaderOptions {
  readonly keep: 'data' | 'schemas';
}

/** Source of a contract module as a browser build or a test gets it. @param source of the module, used when schemas are kept. */
export async function browserContract(file: string, source: string, { keep }: ContractLoaderOptions): Promise<string> {
  const { stdout } = await run(process.execPath, [emitter, file, keep], { maxBuffer: 16 * 1024 * 1024 });
  return keep === 'data' ? stdout : `${source}\n${stdout}\n`;
}

/** webpack loader of `*.contract.ts`; webpack demands the default export and passes itself as `this`. */
const contractLoader: LoaderDefinition<ContractLoaderOptions> = async function load(source) {
  // A contract is evaluated with everything it imports, so any change beside it counts.
  this.addContextDependency(dirname(dirname(this.resourcePath)));
  return browserContract(this.resourcePath, source, this.getOptions());
};

export default contractLoader;
