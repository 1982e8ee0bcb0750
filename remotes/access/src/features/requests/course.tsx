import type { AccessRequest, DecisionShown } from '@eoms/contracts/access/requests.record';
import { useFormat } from '@eoms/kit';
import { StatusTag, Timeline, type TimelineItem, type Tone } from '@eoms/kit/ui';
import { useRequestsText } from './requests-texts.ts';

const endTones: Record<'APPROVED' | 'DENIED' | 'WITHDRAWN' | 'EXPIRED', Tone> = {
  APPROVED: 'success',
  DENIED: 'danger',
  WITHDRAWN: 'neutral',
  EXPIRED: 'neutral',
};

function useDecisionLine(): (decision: DecisionShown) => TimelineItem {
  const t = useRequestsText();
  const format = useFormat();
  return ({ id, verdict, actor, onBehalfOf, comment, at, counts }) => {
    const agreed = verdict === 'APPROVE';
    const title = onBehalfOf
      ? t(agreed ? 'approvedFor' : 'deniedFor', { name: actor.name, owner: onBehalfOf.name })
      : t(agreed ? 'approved' : 'denied', { name: actor.name });
    return {
      key: id,
      iso: at,
      time: format.instant(at),
      tone: counts ? (agreed ? 'success' : 'danger') : 'neutral',
      title: (
        <>
          {title} {!counts && <StatusTag>{t('void')}</StatusTag>}
        </>
      ),
      content: comment ?? undefined,
    };
  };
}

/** What happened to a request, from its entry to its end. */
export function Course({ request }: { request: AccessRequest }) {
  const t = useRequestsText();
  const format = useFormat();
  const decisionLine = useDecisionLine();
  const { requester, submittedAt, createdAt, decidedAt, state, expiresAt } = request;
  const begun = submittedAt ?? createdAt;
  const start: TimelineItem = {
    key: 'start',
    iso: begun,
    time: format.instant(begun),
    tone: 'info',
    title: t(submittedAt ? 'created' : 'createdDraft', { name: requester.name }),
  };
  const endAt = decidedAt ?? (state === 'EXPIRED' ? expiresAt : null);
  const isOver = state !== 'PENDING' && state !== 'DRAFT';
  const end: TimelineItem[] =
    isOver && endAt
      ? [{ key: 'end', iso: endAt, time: format.instant(endAt), tone: endTones[state], title: t(`end_${state}`) }]
      : [];
  const decisions = request.decisions.toSorted((a, b) => a.at.localeCompare(b.at)).map(decisionLine);
  return <Timeline label={t('course')} items={[start, ...decisions, ...end]} />;
}
