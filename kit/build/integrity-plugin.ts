import { createHash } from 'node:crypto';
import MiniCssExtractPlugin from 'mini-css-extract-plugin';
import webpack from 'webpack';
import type { Compiler } from 'webpack';

/** Name of the function, set by the shell, that answers the integrity of a URL or throws when the URL has none. */
export const INTEGRITY_GLOBAL = 'eomsIntegrity';

/** Name of the function, set by the shell, that answers the address to fetch a file from: another one after a failure. */
export const ADDRESS_GLOBAL = 'eomsAddress';

// A browser keeps what it refused, or still waits for, by its address; webpack keeps script tags by `data-webpack`.
const script = `
if (self.${INTEGRITY_GLOBAL}) {
  var address = self.${ADDRESS_GLOBAL}(url);
  if (address !== url) { script.src = ${webpack.RuntimeGlobals.createScriptUrl}(address); script.removeAttribute('data-webpack'); }
  script.integrity = self.${INTEGRITY_GLOBAL}(url);
  script.crossOrigin = 'anonymous';
}`;
const link = `
if (self.${INTEGRITY_GLOBAL}) {
  linkTag.href = self.${ADDRESS_GLOBAL}(linkTag.href);
  linkTag.integrity = self.${INTEGRITY_GLOBAL}(linkTag.href);
  linkTag.crossOrigin = 'anonymous';
}`;

/** Subresource integrity of some bytes. */
export const integrityOf = (bytes: Uint8Array): string =>
  `sha384-${createHash('sha384').update(bytes).digest('base64')}`;

/** Makes webpack's own loading of chunks and stylesheets ask for integrity and address; without the shell's function nothing changes. */
export class IntegrityPlugin {
  apply(compiler: Compiler): void {
    compiler.hooks.compilation.tap('IntegrityPlugin', (compilation) => {
      webpack.runtime.LoadScriptRuntimeModule.getCompilationHooks(compilation).createScript.tap(
        'IntegrityPlugin',
        (source) => source + script,
      );
      MiniCssExtractPlugin.getCompilationHooks(compilation).beforeTagInsert.tap(
        'IntegrityPlugin',
        (source) => source + link,
      );
    });
  }
}
