import { StaticRemotes, type Context } from './static-remotes.ts';

declare global {
  interface ImportMeta {
    webpackContext(folder: string, options: { readonly regExp: RegExp; readonly mode: 'lazy' | 'sync' }): Context;
  }
}

declare const __webpack_chunk_load__: (name: string) => Promise<unknown>;

/** Lazy routes: each remote is a chunk, fetched when it is opened or pointed at. */
export class RemoteLoader extends StaticRemotes {
  protected readonly context = import.meta.webpackContext('../../../remotes', {
    regExp: /^\.\/[^/]+\/src\/app\.tsx$/,
    mode: 'lazy',
  });
}

/** There is none in a single application. */
export const federation = null;

/** As the shell does, fetches while idle what several remotes need. */
export const loadSharedLater = (): Promise<unknown> => __webpack_chunk_load__('ui');
