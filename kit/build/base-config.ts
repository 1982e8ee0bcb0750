import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { constants, type BrotliOptions } from 'node:zlib';
import CompressionPlugin from 'compression-webpack-plugin';
import MiniCssExtractPlugin from 'mini-css-extract-plugin';
import MinimizerPlugin from 'minimizer-webpack-plugin';
import type { Configuration, RuleSetRule } from 'webpack';
import type { ContractLoaderOptions } from './contract-loader.ts';
import { IntegrityPlugin } from './integrity-plugin.ts';

/** What every build of the portal is told. */
export interface BaseOptions {
  /** Folder of the workspace, absolute. */
  readonly dir: string;
  /** Name that keeps the globals of several builds in one tab apart. */
  readonly uniqueName: string;
  /** False for the quick builds of watch mode and stand-alone runs. */
  readonly production: boolean;
  /** See {@link ContractLoaderOptions}. */
  readonly contracts: ContractLoaderOptions['keep'];
}

const here = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

const swc = {
  loader: 'swc-loader',
  options: {
    jsc: {
      parser: { syntax: 'typescript', tsx: true },
      // The shared runtime is react/jsx-runtime in every mode; the development one is not shared.
      transform: { react: { runtime: 'automatic', development: false } },
      target: 'es2022',
    },
  },
};

const rules = ({ contracts, production }: BaseOptions): RuleSetRule[] => [
  {
    test: /\.tsx?$/,
    oneOf: [
      {
        test: /[\\/]contracts[\\/]src[\\/].*\.contract\.ts$/,
        use: [swc, { loader: here('./contract-loader.ts'), options: { keep: contracts } }],
      },
      { use: [swc] },
    ],
  },
  {
    test: /\.css$/,
    use: [
      MiniCssExtractPlugin.loader,
      {
        loader: 'css-loader',
        options: {
          modules: {
            auto: true,
            namedExport: false,
            localIdentName: production ? '[hash:base64:6]' : '[name]__[local]',
          },
        },
      },
    ],
  },
  { test: /\.m?js$/, resolve: { fullySpecified: false } },
];

const compression = [
  new CompressionPlugin<BrotliOptions>({
    filename: '[path][base].br',
    algorithm: 'brotliCompress',
    test: /\.(?:js|css|html|svg)$/,
    compressionOptions: { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } },
    threshold: 256,
    minRatio: 1,
  }),
  new CompressionPlugin({
    filename: '[path][base].gz',
    algorithm: 'gzip',
    test: /\.(?:js|css|html|svg)$/,
    compressionOptions: { level: 9 },
    threshold: 256,
    minRatio: 1,
  }),
];

// oidc-client-ts narrates every step to a logger that nobody reads: 1.4 KB (brotli) of the first load.
const debugLog = ['logger2', 'this._logger'].flatMap((name) =>
  ['debug', 'info', 'warn'].map((level) => `${name}.${level}`),
);

const minimizers = [
  new MinimizerPlugin({
    minify: [MinimizerPlugin.swcMinify],
    extractComments: false,
    minimizerOptions: [{ compress: { passes: 3, pure_funcs: debugLog }, mangle: true, ecma: 2022 }],
  }),
  new MinimizerPlugin({ test: /\.css$/, minify: [MinimizerPlugin.lightningCssMinify] }),
];

/** What shell, remotes and stand-alone runs have in common: TypeScript, CSS, contracts as data, hashes, precompression, Trusted Types. */
export function baseConfig(options: BaseOptions): Configuration {
  const { dir, uniqueName, production, contracts } = options;
  const buildFiles = readdirSync(here('.')).map((name) => join(here('.'), name));
  return {
    mode: production ? 'production' : 'development',
    context: dir,
    target: ['web', 'es2022'],
    // Source maps would be served to everybody; `eval` maps would break the CSP.
    devtool: false,
    cache: {
      type: 'filesystem',
      cacheDirectory: join(dir, '.cache'),
      name: `${production ? 'production' : 'development'}-${contracts}`,
      buildDependencies: { config: [join(dir, 'webpack.config.ts'), ...buildFiles] },
    },
    output: {
      path: join(dir, 'dist'),
      clean: true,
      uniqueName,
      filename: 'js/[name].[contenthash:8].js',
      chunkFilename: 'js/[name].[contenthash:8].js',
      crossOriginLoading: 'anonymous',
      // A file that hangs becomes an error that can be retried, well before a person gives up.
      chunkLoadTimeout: 6000,
      trustedTypes: { policyName: 'eoms#webpack' },
    },
    resolve: { extensions: ['.tsx', '.ts', '.mjs', '.js'] },
    module: { rules: rules(options) },
    optimization: {
      minimize: production,
      minimizer: minimizers,
      chunkIds: 'deterministic',
      moduleIds: 'deterministic',
      runtimeChunk: false,
    },
    performance: { hints: false },
    stats: 'errors-warnings',
    plugins: [
      new MiniCssExtractPlugin({
        filename: 'css/[name].[contenthash:8].css',
        chunkFilename: 'css/[name].[contenthash:8].css',
      }),
      new IntegrityPlugin(),
      ...(production ? compression : []),
    ],
  };
}
