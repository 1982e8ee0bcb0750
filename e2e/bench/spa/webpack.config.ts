import { join } from 'node:path';
import { shellConfig } from '@eoms/kit/build';
import { root } from '../../../scripts/steps.ts';

type Configuration = ReturnType<ReturnType<typeof shellConfig>>;
type Kind = 'lazy' | 'bundle';

const shell = join(root, 'shell');
const shellModule = (path: string): string => join(shell, 'src', path);

// Shared by several routes: one file that changes seldom, as the shell's chunk of shared packages is.
const sharedByRoutes = { chunks: 'async', minChunks: 2, name: 'ui', enforce: true } as const;

/** The shell as it is, with every remote in its build instead of met at run time. */
function singleApplication(kind: Kind): Configuration {
  const base = shellConfig({ dir: shell })();
  const out = process.env['BENCH_OUT'];
  if (!out) throw new Error('BENCH_OUT names the folder of the builds');
  const here = join(import.meta.dirname, `${kind}.ts`);
  const { splitChunks } = base.optimization ?? {};
  const vendor = typeof splitChunks === 'object' ? splitChunks.cacheGroups?.['vendor'] : undefined;
  if (!vendor) throw new Error('the shell no longer splits vendor files: build the single applications alike');
  return {
    ...base,
    name: kind,
    cache: false,
    output: { ...base.output, path: join(out, kind) },
    resolve: {
      ...base.resolve,
      alias: { [shellModule('load-remote.ts')]: here, [shellModule('federation/runtime.ts')]: here },
    },
    module: {
      ...base.module,
      // The federation runtime's place is taken by code that is here already; one bundle has no chunks at all.
      rules: [
        ...(base.module?.rules ?? []),
        {
          test: kind === 'bundle' ? /\.tsx?$/ : shellModule('remote-loader.ts'),
          parser: { dynamicImportMode: 'eager' },
        },
      ],
    },
    optimization: {
      ...base.optimization,
      chunkIds: 'named',
      splitChunks: { cacheGroups: { vendor, default: false, defaultVendors: false, ui: sharedByRoutes } },
    },
  };
}

export default [singleApplication('lazy'), singleApplication('bundle')];
