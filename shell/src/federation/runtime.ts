import * as kit from '@eoms/kit';
import * as router from '@eoms/kit/router';
import { createInstance } from '@module-federation/enhanced/runtime';
import injectRuntimeCore from '@module-federation/inject-external-runtime-core-plugin';
import * as React from 'react';
import * as jsxRuntime from 'react/jsx-runtime';
import * as ReactDom from 'react-dom';
import * as zustand from 'zustand';
import { integrityOf } from '../integrity.ts';
import { trustedRemoteUrl } from '../trusted-types.ts';

declare const SHARED_VERSIONS: Record<string, string>;

const ENTRY_TIMEOUT_MS = 3000;

const terms = (name: string) => {
  const version = SHARED_VERSIONS[name];
  if (!version) throw new Error(`${name} has no version`);
  return {
    version,
    scope: 'default',
    shareConfig: { singleton: true, requiredVersion: `^${version}`, strictVersion: true },
  };
};

const ready = (name: string, module: unknown) => ({ [name]: { ...terms(name), lib: () => module } });

const later = (name: string, load: () => Promise<unknown>) => ({
  [name]: { ...terms(name), get: () => load().then((module) => () => module) },
});

function createScript({ url }: { url: string }) {
  const script = document.createElement('script');
  script.src = trustedRemoteUrl(url);
  script.async = true;
  script.integrity = integrityOf(url);
  script.crossOrigin = 'anonymous';
  return { script, timeout: ENTRY_TIMEOUT_MS };
}

/** The one Module Federation instance of the tab. It provides what remotes share; remotes join at run time. */
export const federation = createInstance({
  name: 'eoms_shell',
  remotes: [],
  shareStrategy: 'loaded-first',
  plugins: [injectRuntimeCore(), { name: 'eoms-scripts', createScript }],
  shared: {
    ...ready('react', React),
    ...ready('react/jsx-runtime', jsxRuntime),
    ...ready('react-dom', ReactDom),
    ...ready('@eoms/kit', kit),
    ...ready('@eoms/kit/router', router),
    ...ready('zustand', zustand),
    ...later('@eoms/kit/ui', () => import(/* webpackChunkName: "ui" */ '@eoms/kit/ui')),
    ...later('@tanstack/react-query', () => import(/* webpackChunkName: "query" */ '@tanstack/react-query')),
  },
});

/** Fetches the shared packages that are not part of the first load. */
export async function loadSharedLater(): Promise<void> {
  await Promise.allSettled(['@eoms/kit/ui', '@tanstack/react-query'].map((name) => federation.loadShare(name)));
}
