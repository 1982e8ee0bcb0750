import type { RemoteManifest } from '@eoms/contracts/portal/remotes.contract';
import type { ComponentType } from 'react';

export type { RemoteManifest };

/** Major version of what the shell offers to remotes; a release says for which it was built. */
export const SHELL_API = 1;

/** What the shell passes to the one component a remote exposes. */
export interface RemoteAppProps {
  /** Base path of the remote, such as `/stores`; all its routes lie below. */
  readonly basePath: string;
}

/** Shape of the one exposed module (`./app`) of a remote. */
export interface RemoteModule {
  readonly default: ComponentType<RemoteAppProps>;
}

/** Declares a remote's manifest and checks its type. */
export const defineRemote = (manifest: RemoteManifest): RemoteManifest => manifest;
