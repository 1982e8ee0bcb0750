import type { AuditVerification } from '@eoms/contracts/access/audit.contract';
import { useFormat } from '@eoms/kit';
import { Alert, Button, ProblemAlert } from '@eoms/kit/ui';
import { useAuditText } from './audit-texts.ts';
import { useVerification } from './audit.api.ts';

function Place({ fault }: { fault: NonNullable<AuditVerification['fault']> }) {
  const t = useAuditText();
  const place = [
    fault.seq === null ? null : t('seq', { seq: fault.seq }),
    fault.day,
    fault.eventId === null ? null : `${t('eventId')} ${fault.eventId}`,
  ].filter((part) => part !== null);
  return place.length > 0 ? <p>{t('place', { place: place.join(' · ') })}</p> : null;
}

function Result({ verification }: { verification: AuditVerification }) {
  const t = useAuditText();
  const format = useFormat();
  const { sound, events, days, fault, guarded, verifiedAt, lastHash } = verification;
  const counts = { events: format.number(events), days: format.number(days) };
  return (
    <>
      <Alert
        showIcon
        type={sound ? 'success' : 'error'}
        role={sound ? 'status' : 'alert'}
        title={sound || !fault ? t('sound', counts) : t('broken', { ...counts, what: t(fault.kind) })}
        description={
          <>
            {fault && <Place fault={fault} />}
            {fault && <p>{t('guidance')}</p>}
            <p className="access-hint">
              <time dateTime={verifiedAt}>{format.instant(verifiedAt)}</time> · {t('hash')}{' '}
              <span className="access-code">{lastHash.slice(0, 16)}…</span>
            </p>
          </>
        }
      />
      {!guarded && <p className="access-notice">{t('unguarded')}</p>}
    </>
  );
}

/** State of the chain; nothing is claimed before somebody verified it. */
export function ChainBanner() {
  const t = useAuditText();
  const { data, error, isFetching, refetch } = useVerification();
  const verify = () => void refetch();
  return (
    <section aria-label={t('chain')} className="access-stack" aria-busy={isFetching}>
      {error && !isFetching && <ProblemAlert problem={error} onRetry={verify} />}
      {data && !isFetching ? <Result verification={data} /> : null}
      <div className="access-chain">
        <Button onClick={verify} loading={isFetching}>
          {data ? t('verifyAgain') : t('verify')}
        </Button>
        {!data && !error && !isFetching && <span>{t('unverified')}</span>}
        {isFetching && <output>{t('verifying')}</output>}
      </div>
    </section>
  );
}
