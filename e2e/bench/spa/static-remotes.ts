/** What the shell's loader knows of a system and needs here. */
interface SystemLike {
  readonly remote: { readonly name: string };
}

interface AppModule {
  readonly default: unknown;
}

/** The remotes that lie in this repository, found by webpack when it builds. */
export interface Context {
  (path: string): AppModule | Promise<AppModule>;
}

declare global {
  interface ImportMeta {
    webpackContext(folder: string, options: { readonly regExp: RegExp; readonly mode: 'lazy' | 'sync' }): Context;
  }
}

/** Stands for the shell's loader of remotes: the same methods, over modules that belong to the build. */
export abstract class StaticRemotes {
  readonly #loaded = new Map<string, unknown>();
  protected abstract readonly context: Context;

  loaded({ remote }: SystemLike): unknown {
    return this.#loaded.get(remote.name);
  }

  async load(system: SystemLike): Promise<unknown> {
    const here = this.loaded(system);
    if (here) return here;
    const { default: app } = await this.context(`./${system.remote.name}/src/app.tsx`);
    this.#loaded.set(system.remote.name, app);
    return app;
  }

  preload(system: SystemLike): void {
    void this.load(system);
  }

  forget(): void {
    // A module of one's own build cannot be loaded anew.
  }
}
