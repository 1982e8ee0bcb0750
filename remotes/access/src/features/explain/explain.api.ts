import {
  explainDecision,
  listQuestions,
  type Explanation,
  type Remedy,
} from '@eoms/contracts/access/decisions.contract';
import { urlOneOf, urlText, useEndpoint, type UrlValues } from '@eoms/kit/ui';

/** The question as the URL keeps it, so that an answer can be shared. */
export const filterSpec = {
  person: urlText(),
  meta: urlText(),
  path: urlText(),
  kind: urlOneOf(['store', 'ticket', 'person'], undefined),
  id: urlText(),
};

/** True when something is asked. */
export const isAsked = ({ meta, path }: UrlValues<typeof filterSpec>): boolean => meta !== '' || path !== '';

/** The answer. */
export const useExplanation = (filters: UrlValues<typeof filterSpec>) => {
  const { person, meta, path, kind, id } = filters;
  const about = path !== '' ? { path } : { meta };
  const record = kind && id ? { objectKind: kind, objectId: id } : {};
  return useEndpoint(
    explainDecision,
    { query: { ...about, ...record, ...(person ? { personId: person } : {}) } },
    { enabled: isAsked(filters) },
  );
};

/** Pages and permissions by name. */
export const useQuestions = (q: string) => useEndpoint(listQuestions, { query: q ? { q } : {} });

/** The page on which a remedy is asked for, filled in. */
export function requestPath({ meta, person }: Explanation, { role, scope }: Remedy, forOther: boolean): string {
  const query = new URLSearchParams({ meta: meta.code, scope: scope.kind });
  if (role) query.set('role', role.id);
  for (const unitId of scope.unitIds) query.append('unit', unitId);
  if (forOther) query.set('for', person.id);
  return `/access/request?${query}`;
}

/** Path of an address somebody pasted; null for what is none. */
export function pathIn(text: string): string | null {
  const trimmed = text.trim();
  if (trimmed.startsWith('/')) return trimmed.split(/[?#]/)[0] ?? null;
  return URL.canParse(trimmed) && /^https?:/.test(trimmed) ? new URL(trimmed).pathname : null;
}
