import webpack from 'webpack';
import type { ChunkGroup, Compiler } from 'webpack';

/** What the first page of a remote needs: files of the entry and of what it exposes, and of the largest page fetched on demand. */
export interface FirstFiles {
  readonly first: readonly string[];
  /** Files of each page that is fetched when it is opened, without those of `first`. */
  readonly pages: readonly (readonly string[])[];
}

const filesOf = (groups: readonly ChunkGroup[]): string[] => [...new Set(groups.flatMap((group) => group.getFiles()))];

/** Writes first-files.json beside the built files, for the byte budgets: pages behind an import() are not part of a first load. */
export class FirstFilesPlugin {
  apply(compiler: Compiler): void {
    compiler.hooks.thisCompilation.tap('FirstFilesPlugin', (compilation) => {
      const stage = webpack.Compilation.PROCESS_ASSETS_STAGE_REPORT;
      compilation.hooks.processAssets.tap({ name: 'FirstFilesPlugin', stage }, () => {
        const entries = [...compilation.entrypoints.values()];
        const exposed = entries.flatMap((entry) => entry.getChildren());
        const first = filesOf([...entries, ...exposed]);
        const pages = [...new Set(exposed.flatMap((group) => group.getChildren()))]
          .filter((group) => !exposed.includes(group))
          .map((group) => group.getFiles().filter((file) => !first.includes(file)));
        const told: FirstFiles = { first, pages };
        compilation.emitAsset('first-files.json', new webpack.sources.RawSource(`${JSON.stringify(told)}\n`));
      });
    });
  }
}
