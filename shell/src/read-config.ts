import type { ShellConfig } from '@eoms/contracts/portal/shell-config';

const contentOf = (name: string): string => {
  const content = document.querySelector<HTMLMetaElement>(`meta[name="${name}"]`)?.content;
  if (!content) throw new Error(`the page lacks ${name}`);
  return content;
};

/** Settings the BFF wrote into the page. */
export const readConfig = (): ShellConfig => JSON.parse(contentOf('eoms-config')) as ShellConfig;

/** Integrity of the shell's own later files by absolute path, written into the page by the build. */
export const readShellIntegrity = (): Record<string, string> =>
  JSON.parse(contentOf('eoms-integrity')) as Record<string, string>;
