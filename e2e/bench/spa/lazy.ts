import { StaticRemotes } from './static-remotes.ts';

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
