import webpack from 'webpack';
import type { Compilation, Compiler, Module } from 'webpack';

const isZod = (module: Module): boolean => /[\\/]node_modules[\\/]zod[\\/]/.test(module.nameForCondition() ?? '');

function importerOf(compilation: Compilation, module: Module): string {
  const outside = [...compilation.moduleGraph.getIncomingConnections(module)].find(
    ({ originModule }) => originModule && !isZod(originModule),
  );
  return outside?.originModule?.nameForCondition() ?? 'another part of zod';
}

/** Fails a build that would ship zod to browsers, and says which file brought it. */
export class ZodGuard {
  apply(compiler: Compiler): void {
    compiler.hooks.thisCompilation.tap('ZodGuard', (compilation) => {
      compilation.hooks.afterOptimizeChunkModules.tap('ZodGuard', () => {
        const shipped = [...compilation.modules].filter(
          (module) => isZod(module) && compilation.chunkGraph.getNumberOfModuleChunks(module) > 0,
        );
        const importers = new Set(shipped.map((module) => importerOf(compilation, module)));
        importers.delete('another part of zod');
        if (shipped.length === 0) return;
        const names = [...importers].join(', ');
        compilation.errors.push(
          new webpack.WebpackError(
            `zod must not reach the browser; it is imported by ${names}. Import types only, or endpoints of a *.contract.ts.`,
          ),
        );
      });
    });
  }
}
