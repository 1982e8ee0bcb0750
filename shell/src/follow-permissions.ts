const AGAIN_MS = 5000;

/** Begins to follow the person's permissions; the code for it is no part of the first load. */
export function followPermissions(sub: string): void {
  import(/* webpackChunkName: "live" */ './go-live.ts').then(
    ({ goLive }) => goLive(sub),
    () => setTimeout(() => followPermissions(sub), AGAIN_MS),
  );
}
