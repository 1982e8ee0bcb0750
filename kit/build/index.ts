import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ModuleFederationPlugin } from '@module-federation/enhanced/webpack';
import HtmlWebpackPlugin from 'html-webpack-plugin';
import webpack from 'webpack';
import type { Configuration } from 'webpack';
import type { Configuration as DevServer } from 'webpack-dev-server';
import { baseConfig } from './base-config.ts';
import { buildId } from './build-id.ts';
import { FirstFilesPlugin } from './first-files-plugin.ts';
import { RemoteJsonPlugin } from './remote-json-plugin.ts';
import { sharedByShell, sharedVersions } from './shared.ts';
import { ShellPagePlugin } from './shell-page-plugin.ts';
import { ZodGuard } from './zod-guard.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** What webpack passes from its command line: `--env standalone`, `--watch`. */
export interface CommandLine {
  readonly standalone?: boolean;
  readonly WEBPACK_WATCH?: boolean;
}

const isProduction = (env: CommandLine): boolean => !env.WEBPACK_WATCH && process.env['NODE_ENV'] !== 'development';

/** Build of the shell: plain webpack; it provides the shared packages at run time and knows no remote. */
export const shellConfig =
  ({ dir }: { readonly dir: string }) =>
  (env: CommandLine = {}): Configuration => {
    const base = baseConfig({ dir, uniqueName: 'eoms_shell', production: isProduction(env), contracts: 'data' });
    return {
      ...base,
      entry: { main: join(dir, 'src/main.ts') },
      output: { ...base.output, publicPath: '/assets/' },
      optimization: {
        ...base.optimization,
        splitChunks: {
          cacheGroups: {
            // React, router and sign-in change seldom: kept apart, they stay in the browser's cache over releases of the shell.
            vendor: { test: /[\\/]node_modules[\\/]/, name: 'vendor', chunks: 'initial', enforce: true },
          },
        },
      },
      plugins: [
        ...(base.plugins ?? []),
        new ShellPagePlugin(join(dir, 'index.html'), join(dir, 'signin-silent.html')),
        new webpack.DefinePlugin({
          SHARED_VERSIONS: JSON.stringify(sharedVersions()),
          // Remotes are entered by their script, never by a manifest (decision 0010), so the snapshot code is dead weight.
          FEDERATION_OPTIMIZE_NO_SNAPSHOT_PLUGIN: 'true',
          ENV_TARGET: JSON.stringify('web'),
        }),
        new ZodGuard(),
      ],
    };
  };

/** Name under which a remote's container is known in a tab. */
export const containerName = (name: string): string => `eoms_${name}`;

/** What a remote's build is told: its folder and the name of its system. */
export interface RemoteOptions {
  readonly dir: string;
  readonly name: string;
}

/** Build of a remote: one exposed module `./app` from src/app.tsx; with `--env standalone` a page of its own on mocks. */
export const remoteConfig =
  (options: RemoteOptions) =>
  (env: CommandLine = {}): Configuration =>
    env.standalone ? standalone(options) : federated(options, isProduction(env));

function federated({ dir, name }: RemoteOptions, production: boolean): Configuration {
  const container = containerName(name);
  const base = baseConfig({ dir, uniqueName: container, production, contracts: 'data' });
  const id = buildId([join(dir, 'src'), join(root, 'contracts/src'), join(root, 'kit/build')]);
  return {
    ...base,
    entry: {},
    // A release has a path of its own, so its files find each other beside the entry. Chunks of two releases in one tab must
    // not meet in one global, or an open tab would silently mix versions.
    output: { ...base.output, publicPath: 'auto', chunkLoadingGlobal: `${container}_${id}` },
    plugins: [
      ...(base.plugins ?? []),
      new ModuleFederationPlugin({
        name: container,
        filename: 'remoteEntry.js',
        exposes: { './app': './src/app.tsx' },
        shared: sharedByShell(),
        shareStrategy: 'loaded-first',
        manifest: false,
        dts: false,
        experiments: {
          asyncStartup: true,
          externalRuntime: true,
          optimization: { target: 'web', disableSnapshot: true },
        },
      }),
      new RemoteJsonPlugin(dir),
      new FirstFilesPlugin(),
      new ZodGuard(),
    ],
  };
}

function standalone({ dir, name }: RemoteOptions): Configuration {
  const base = baseConfig({ dir, uniqueName: containerName(name), production: false, contracts: 'schemas' });
  return {
    ...base,
    entry: { main: join(dir, 'src/main.tsx') },
    output: { ...base.output, publicPath: '/', path: join(dir, '.cache/standalone') },
    plugins: [
      ...(base.plugins ?? []),
      new HtmlWebpackPlugin({ title: `EOMS ${name}`, templateContent: page }),
      new webpack.DefinePlugin({ SHARED_VERSIONS: JSON.stringify(sharedVersions()) }),
    ],
    devServer: devServer(),
  };
}

const devServer = (): DevServer => ({
  host: 'localhost',
  port: Number(process.env['PORT'] ?? 4400),
  historyApiFallback: true,
  client: { overlay: { errors: true, warnings: false } },
  // The mocks' service worker, from the package that belongs to them.
  static: [{ directory: join(root, 'node_modules/msw/lib'), publicPath: '/', watch: false }],
});

const page = `<!doctype html>
<html lang="zh-CN">
  <head><meta charset="utf-8" /><link rel="icon" href="data:," /><meta name="viewport" content="width=device-width, initial-scale=1" /></head>
  <body><div id="root"></div></body>
</html>`;
