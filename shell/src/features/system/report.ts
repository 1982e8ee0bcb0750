import { reportClientError } from '@eoms/contracts/portal/portal.contract';
import { call, portal } from '@eoms/kit';

/** What failed, for the team that owns it. */
export interface FailureReport {
  readonly kind: 'load' | 'render' | 'report';
  readonly remote: string | null;
  readonly error: unknown;
}

const lineOf = (error: unknown): string => {
  const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  // One line of at most 500 characters, whatever a browser or a remote put into the message.
  return (
    [
      ...text
        .toWellFormed()
        .replace(/\p{C}+/gu, ' ')
        .trim(),
    ]
      .slice(0, 500)
      .join('') || 'unknown error'
  );
};

/** Sends a failure with the releases of this tab; answers the incident's number. */
export async function sendReport({ kind, remote, error }: FailureReport): Promise<string> {
  const releases = Object.fromEntries(
    portal.getState().systems.map((system) => [system.remote.name, system.remote.version]),
  );
  const body = {
    kind,
    remote,
    message: lineOf(error),
    path: location.pathname.slice(0, 500),
    releases,
    at: new Date().toISOString(),
  };
  const { incident } = await call(reportClientError, { body });
  return incident;
}
