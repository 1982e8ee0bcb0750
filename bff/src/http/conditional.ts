import { createHash } from 'node:crypto';

const hashOf = (body: string): string => createHash('sha256').update(body).digest('base64url').slice(0, 16);

const versionOf = (record: unknown): number | undefined => {
  const version = typeof record === 'object' && record !== null && 'version' in record ? record.version : undefined;
  return typeof version === 'number' ? version : undefined;
};

/**
 * Entity tag of an answer: `"<version>-<digest>"` for a versioned record, a weak digest for others when wanted, else null.
 * The digest is part of it because computed fields (status by time, `may…` flags) change while the version stays.
 */
export function entityTag(record: unknown, body: string, wanted: boolean): string | null {
  const version = versionOf(record);
  if (version !== undefined) return `"${version}-${hashOf(body)}"`;
  return wanted ? `W/"${hashOf(body)}"` : null;
}

const withoutWeakness = (tag: string): string => tag.trim().replace(/^W\//, '');

/** True when `If-None-Match` names this entity tag (weak comparison, RFC 9110 13.1.2). */
export function isUnchanged(ifNoneMatch: string | undefined, etag: string | null): boolean {
  if (ifNoneMatch === undefined || etag === null) return false;
  if (ifNoneMatch.trim() === '*') return true;
  return ifNoneMatch.split(',').some((tag) => withoutWeakness(tag) === withoutWeakness(etag));
}
