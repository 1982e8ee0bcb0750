import { auditObjects } from '@eoms/contracts/access/audit-actions';
import { exportAudit, getAuditEvent, listAuditEvents, verifyAudit } from '@eoms/contracts/access/audit.contract';
import { HOME_ZONE } from '@eoms/kit';
import {
  instantOfWall,
  urlList,
  urlOneOf,
  urlText,
  useCommand,
  useEndpoint,
  useEndpointPages,
  type UrlValues,
} from '@eoms/kit/ui';
import { useState } from 'react';

/** Filters of the log as the URL keeps them. */
export const filterSpec = {
  actorId: urlText(),
  onBehalfOf: urlText(),
  action: urlList(),
  objectKind: urlOneOf(Object.keys(auditObjects), undefined),
  objectId: urlText(),
  requestId: urlText(),
  from: urlText(),
  until: urlText(),
};

/** Filters of the log. */
export type AuditFilters = UrlValues<typeof filterSpec>;

const DAY = /^\d{4}-\d{2}-\d{2}$/;

/** Instant at which a day of the head office begins, or the day after it; undefined for no valid day. */
function dayBegins(day: string, daysLater = 0): string | undefined {
  if (!DAY.test(day)) return undefined;
  const begins = instantOfWall(`${day}T00:00`, HOME_ZONE);
  if (begins === null || daysLater === 0) return begins ?? undefined;
  const next = new Date(Date.parse(`${day}T00:00:00.000Z`) + daysLater * 24 * 3600_000).toISOString().slice(0, 10);
  return instantOfWall(`${next}T00:00`, HOME_ZONE) ?? undefined;
}

/** What the BFF is asked for; days are those of the head office, the last one included. */
function queryOf({ from, until, action, ...exact }: AuditFilters) {
  const begins = dayBegins(from);
  const ends = dayBegins(until, 1);
  return {
    ...Object.fromEntries(Object.entries(exact).filter(([, value]) => Boolean(value))),
    ...(action.length > 0 ? { action: [...action] } : {}),
    ...(begins ? { from: begins } : {}),
    ...(ends ? { until: ends } : {}),
  };
}

/** One page of the log. */
export const useAuditEvents = (filters: AuditFilters) => useEndpointPages(listAuditEvents, { query: queryOf(filters) });

/** One event with everything that was recorded. */
export const useAuditEvent = (eventId: string) => useEndpoint(getAuditEvent, { params: { eventId } });

/** The state of the chain, asked for by a person: a walk over a long log takes a while. */
export const useVerification = () =>
  useEndpoint(verifyAudit, {}, { enabled: false, staleTime: Number.POSITIVE_INFINITY, retry: false });

/** Rows of one file at most; more would be no help in a spreadsheet. */
export const EXPORT_ROWS = 50_000;

/** A file that is being put together part by part. */
export interface AuditExport {
  /** Answers the text and how many rows it has; `more` when older events were left out. */
  run(filters: AuditFilters): Promise<{ csv: string; rows: number; more: boolean }>;
  /** Rows so far; null when nothing is being exported. */
  readonly progress: number | null;
  readonly error: unknown;
}

/** Collects the events of the filters into one CSV. */
export function useAuditExport(): AuditExport {
  const part = useCommand(exportAudit, { invalidates: [listAuditEvents] });
  const [progress, setProgress] = useState<number | null>(null);
  const run: AuditExport['run'] = async (filters) => {
    const parts: string[] = [];
    let rows = 0;
    let cursor: string | null = null;
    setProgress(0);
    try {
      do {
        const answer: { csv: string; rows: number; next: string | null } = await part.mutateAsync({
          body: { ...queryOf(filters), cursor },
        });
        // Each part begins with the names of the columns.
        parts.push(parts.length === 0 ? answer.csv : answer.csv.slice(answer.csv.indexOf('\n') + 1));
        rows += answer.rows;
        cursor = answer.next;
        setProgress(rows);
      } while (cursor !== null && rows < EXPORT_ROWS);
    } finally {
      setProgress(null);
    }
    return { csv: parts.join(''), rows, more: cursor !== null };
  };
  return { run, progress, error: part.error };
}
