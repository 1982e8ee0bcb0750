import { StaticRemotes } from './static-remotes.ts';

/** One bundle: every remote is there from the beginning. */
export class RemoteLoader extends StaticRemotes {
  protected readonly context = import.meta.webpackContext('../../../remotes', {
    regExp: /^\.\/[^/]+\/src\/app\.tsx$/,
    mode: 'sync',
  });

  override loaded(system: Parameters<StaticRemotes['loaded']>[0]): unknown {
    const module = this.context(`./${system.remote.name}/src/app.tsx`);
    return 'default' in module ? module.default : undefined;
  }
}

/** There is none in a single application. */
export const federation = null;

/** Nothing is left to fetch. */
export const loadSharedLater = (): Promise<void> => Promise.resolve();
