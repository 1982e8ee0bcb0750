import HtmlWebpackPlugin from 'html-webpack-plugin';
import webpack from 'webpack';
import type { Compilation, Compiler } from 'webpack';
import { integrityOf } from './integrity-plugin.ts';

/** Stands in the built page where the integrity of the shell's files belongs. */
const INTEGRITY_MARK = '__INTEGRITY__';

const bytesOf = (compilation: Compilation, name: string): Uint8Array => {
  const asset = compilation.getAsset(name);
  if (!asset) throw new Error(`${name} was not emitted`);
  return new Uint8Array(asset.source.buffer());
};

/** The first stylesheet travels inside the page: one request less before the first paint. */
function withInlineStyles(compilation: Compilation, publicPath: string, page: string): string {
  const links = [...page.matchAll(/<link[^>]+href="([^"]+\.css)"[^>]*>/g)];
  return links.reduce((text, [link, url = '']) => {
    const name = url.slice(publicPath.length);
    const css = new TextDecoder().decode(bytesOf(compilation, name));
    compilation.deleteAsset(name);
    return text.replace(link, () => `<style nonce="__NONCE__">${css}</style>`);
  }, page);
}

function withIntegrity(compilation: Compilation, publicPath: string, page: string): string {
  const names = compilation
    .getAssets()
    .map(({ name }) => name)
    .filter((name) => /\.(?:js|css)$/.test(name));
  const hashes = Object.fromEntries(names.map((name) => [publicPath + name, integrityOf(bytesOf(compilation, name))]));
  const first = new Set(Object.keys(hashes).filter((url) => page.includes(`"${url}"`)));
  // What the page itself loads carries the attribute; what is loaded later is looked up in the page's map.
  const later = Object.fromEntries(Object.entries(hashes).filter(([url]) => !first.has(url)));
  const attributed = [...first].reduce(
    (text, url) => text.replaceAll(`"${url}"`, `"${url}" integrity="${hashes[url]}" crossorigin="anonymous"`),
    page,
  );
  return attributed.replace(INTEGRITY_MARK, JSON.stringify(later).replaceAll('"', '&quot;'));
}

const MINIFY = { collapseWhitespace: true, removeComments: true };

/**
 * Builds the pages of the shell from their templates: index.html with its styles and the integrity of all files inside, and the
 * page that a silent sign-in answers into.
 */
export class ShellPagePlugin {
  readonly #template: string;
  readonly #silentTemplate: string;

  constructor(template: string, silentTemplate: string) {
    this.#template = template;
    this.#silentTemplate = silentTemplate;
  }

  apply(compiler: Compiler): void {
    new HtmlWebpackPlugin({
      template: this.#template,
      filename: 'index.html',
      scriptLoading: 'defer',
      minify: MINIFY,
    }).apply(compiler);
    new HtmlWebpackPlugin({
      template: this.#silentTemplate,
      filename: 'signin-silent.html',
      inject: false,
      minify: MINIFY,
    }).apply(compiler);
    compiler.hooks.thisCompilation.tap('ShellPagePlugin', (compilation) => {
      // After the hashes of the files are final, before they are compressed.
      const stage = webpack.Compilation.PROCESS_ASSETS_STAGE_OPTIMIZE_HASH + 10;
      compilation.hooks.processAssets.tap({ name: 'ShellPagePlugin', stage }, () => {
        const publicPath = String(compilation.outputOptions.publicPath);
        compilation.updateAsset('index.html', (source) => {
          const page = withInlineStyles(compilation, publicPath, source.source().toString());
          return new webpack.sources.RawSource(withIntegrity(compilation, publicPath, page));
        });
      });
    });
  }
}
