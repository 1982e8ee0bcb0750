import { createHash } from 'node:crypto';
import MiniCssExtractPlugin from 'mini-css-extract-plugin';
import webpack from 'webpack';
import type { Compiler } from 'webpack';

/** Name of the function, set by the shell, that answers the integrity of a URL or throws when the URL has none. */
export const INTEGRITY_GLOBAL = 'eomsIntegrity';

const script = `
if (self.${INTEGRITY_GLOBAL}) { script.integrity = self.${INTEGRITY_GLOBAL}(url); script.crossOrigin = 'anonymous'; }`;
const link = `
if (self.${INTEGRITY_GLOBAL}) { linkTag.integrity = self.${INTEGRITY_GLOBAL}(linkTag.href); linkTag.crossOrigin = 'anonymous'; }`;

/** Subresource integrity of some bytes. */
export const integrityOf = (bytes: Uint8Array): string =>
  `sha384-${createHash('sha384').update(bytes).digest('base64')}`;

/** Makes webpack's own loading of chunks and stylesheets ask for integrity; without the shell's function nothing changes. */
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
