import { objectTitle } from '@eoms/contracts/access/audit-actions';
import type { AuditEventRow } from '@eoms/contracts/access/audit.contract';
import { useLocalized } from '@eoms/kit';
import { StatusTag } from '@eoms/kit/ui';
import { useAuditText } from './audit-texts.ts';

/** Who acted, and for whom. */
export function ActorLine({ event }: { event: AuditEventRow }) {
  const t = useAuditText();
  const { actor, onBehalfOf } = event;
  return (
    <span className="access-lines">
      <span className="access-tags">
        {actor.name ?? <span className="access-code">{actor.id}</span>}
        {actor.kind !== 'person' && <StatusTag>{t(actor.kind)}</StatusTag>}
      </span>
      {onBehalfOf && <span className="access-hint">{t('onBehalfOf', { name: onBehalfOf.name ?? onBehalfOf.id })}</span>}
    </span>
  );
}

/** What it was done to. */
export function ObjectLine({ event }: { event: AuditEventRow }) {
  const text = useLocalized();
  const { objectKind, objectId, objectName } = event;
  return (
    <span className="access-lines">
      <span>{objectName ? text(objectName) : text(objectTitle(objectKind))}</span>
      <span className="access-hint access-code">{objectName ? text(objectTitle(objectKind)) : objectId}</span>
    </span>
  );
}
