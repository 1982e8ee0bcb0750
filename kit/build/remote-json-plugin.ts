import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { RemoteManifest } from '@eoms/contracts/portal/remotes.contract';
import webpack from 'webpack';
import type { Compiler } from 'webpack';

const run = promisify(execFile);

/** Reads and checks the manifest a remote exports as `manifest` from src/remote.ts; a process of its own keeps watch mode fresh. */
export async function readManifest(dir: string): Promise<RemoteManifest> {
  const url = pathToFileURL(join(dir, 'src/remote.ts')).href;
  const script = `import(${JSON.stringify(url)}).then(({ manifest }) => process.stdout.write(JSON.stringify(manifest ?? null)))`;
  const { stdout } = await run(process.execPath, ['--input-type=module', '--eval', script]);
  return RemoteManifest.parse(JSON.parse(stdout));
}

/** Puts the checked manifest beside the built files as remote.json, where `eoms release` reads it. */
export class RemoteJsonPlugin {
  readonly #dir: string;

  constructor(dir: string) {
    this.#dir = dir;
  }

  apply(compiler: Compiler): void {
    compiler.hooks.thisCompilation.tap('RemoteJsonPlugin', (compilation) => {
      compilation.fileDependencies.add(join(this.#dir, 'src/remote.ts'));
      const stage = webpack.Compilation.PROCESS_ASSETS_STAGE_ADDITIONAL;
      compilation.hooks.processAssets.tapPromise({ name: 'RemoteJsonPlugin', stage }, async () => {
        const text = `${JSON.stringify(await readManifest(this.#dir), null, 2)}\n`;
        compilation.emitAsset('remote.json', new webpack.sources.RawSource(text));
      });
    });
  }
}
