import type { Grant } from '@eoms/contracts/access/grants.contract';
import { describeError, useFormat, useLocalized } from '@eoms/kit';
import { Link } from '@eoms/kit/router';
import { App, Button, Popconfirm } from '@eoms/kit/ui';
import { RiskTag } from '../../scope-text.tsx';
import { GrantStateTag, KindTag } from '../../state-tags.tsx';
import { useConfirmGrant } from './grants.api.ts';
import { useGrantsText } from './grants-texts.ts';

/** What was given: its name, kind and risk. */
export function WhatCell({ grant }: { grant: Grant }) {
  const text = useLocalized();
  return (
    <span className="access-lines">
      <span>{text(grant.name)}</span>
      <span className="access-tags">
        <KindTag kind={grant.kind} />
        <RiskTag tier={grant.riskTier} />
      </span>
    </span>
  );
}

/** How it stands, and what that asks of somebody. */
export function StateCell({ grant }: { grant: Grant }) {
  const t = useGrantsText();
  const text = useLocalized();
  const format = useFormat();
  const { state, suspended, revokedBy, revokeReason } = grant;
  return (
    <span className="access-lines">
      <GrantStateTag state={state} />
      {suspended && (
        <span className="access-hint">
          {suspended.unit && `${t('movedTo', { unit: text(suspended.unit.name) })} · `}
          {t('confirmBy', { when: format.instant(suspended.confirmBy) })}
        </span>
      )}
      {state === 'REVOKED' && (
        <span className="access-hint">
          {revokedBy ? t('revokedBy', { name: revokedBy.name, reason: revokeReason ?? '—' }) : t('revokedByNobody')}
        </span>
      )}
    </span>
  );
}

/** Who approved it, and by which request. */
export function ApprovedCell({ grant }: { grant: Grant }) {
  const t = useGrantsText();
  const names = grant.approvedBy.map(({ name }) => name).join(t('between'));
  return (
    <span className="access-lines">
      <span>{names ? t('approvedBy', { names }) : '—'}</span>
      <Link className="eoms-link access-hint" to={`/access/requests/${grant.requestId}`}>
        {t('request', { number: grant.requestNumber })}
      </Link>
    </span>
  );
}

/** Last day of use; a grant nobody uses is a candidate for revocation. */
export function UsedCell({ grant }: { grant: Grant }) {
  const t = useGrantsText();
  const format = useFormat();
  return grant.lastUsedOn ? format.day(grant.lastUsedOn) : <span className="access-hint">{t('never')}</span>;
}

/** What may be done with it. */
export function GrantActions({ grant, onRevoke }: { grant: Grant; onRevoke: (grant: Grant) => void }) {
  const t = useGrantsText();
  const text = useLocalized();
  const { message } = App.useApp();
  const confirm = useConfirmGrant({
    onSuccess: () => void message.success(t('confirmed')),
    onError: (error) => void message.error(text(describeError(error).title)),
  });
  return (
    <span className="access-tags">
      {grant.mayConfirm && (
        <Popconfirm
          title={t('confirmAsk', { name: grant.person.name })}
          description={t('confirmHint')}
          okText={t('confirm')}
          onConfirm={() => confirm.mutate({ params: { grantId: grant.id }, body: {} })}
        >
          <Button size="small" type="primary" ghost loading={confirm.isPending}>
            {t('confirm')}
          </Button>
        </Popconfirm>
      )}
      {grant.mayRevoke && (
        <Button size="small" onClick={() => onRevoke(grant)}>
          {t('revoke')}
        </Button>
      )}
    </span>
  );
}
