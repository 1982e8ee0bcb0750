import type { Explanation, Remedy } from '@eoms/contracts/access/decisions.record';
import { useCan, useLocalized, usePortal } from '@eoms/kit';
import { InfoCard, LinkButton, StatusTag } from '@eoms/kit/ui';
import { ApprovalSteps } from '../../approval-steps.tsx';
import { RiskTag, ScopeText } from '../../scope-text.tsx';
import { requestPath } from './explain.api.ts';
import { useExplainText } from './explain-texts.ts';

function Ask({ answer, remedy, isBest }: { answer: Explanation; remedy: Remedy; isBest: boolean }) {
  const t = useExplainText();
  const me = usePortal((state) => state.person?.id);
  const mayAsk = useCan('access.request.create');
  const mayGive = useCan('access.grant.give');
  const isMe = answer.person.id === me;
  if (!isMe && !mayGive) return <span className="access-hint">{t('askHimself', { name: answer.person.name })}</span>;
  if (!mayAsk) return null;
  return (
    <LinkButton type={isBest ? 'primary' : 'default'} to={requestPath(answer, remedy, !isMe)}>
      {t(isMe ? 'ask' : 'give')}
    </LinkButton>
  );
}

function Line({ answer, remedy, isBest }: { answer: Explanation; remedy: Remedy; isBest: boolean }) {
  const t = useExplainText();
  const text = useLocalized();
  const { others, steps } = remedy;
  const name = remedy.role?.name ?? remedy.meta?.name ?? { zh: '—', en: '—' };
  return (
    <li className="access-remedy">
      <div>
        <div className="access-row-title">
          <h3>{text(name)}</h3>
          {isBest && <StatusTag tone="success">{t('best')}</StatusTag>}
          <RiskTag tier={remedy.riskTier} />
        </div>
        <p className="access-why">
          {others.length === 0
            ? t('onlyThis')
            : t('others', { metas: others.map((meta) => text(meta.name)).join(t('between')) })}
        </p>
        <p>
          <span className="access-hint">{t('scope')}</span>
          <ScopeText scope={remedy.scopeShown} />
        </p>
      </div>
      <div>
        <p className="access-hint">{t('decides')}</p>
        {steps.length > 0 ? <ApprovalSteps steps={steps} preview /> : <p>{t('nobody')}</p>}
      </div>
      <Ask answer={answer} remedy={remedy} isBest={isBest} />
    </li>
  );
}

/** What would help, the smallest first, who would decide it, and the request filled in. */
export function Remedies({ answer }: { answer: Explanation }) {
  const t = useExplainText();
  const { verdict, remedies } = answer;
  if (verdict !== 'not_held' && verdict !== 'out_of_scope') return null;
  return (
    <InfoCard title={t('remedies')}>
      {remedies.length === 0 ? (
        <p className="access-lead">{t('none')}</p>
      ) : (
        <ul className="access-sources">
          {remedies.map((remedy, index) => (
            <Line
              key={remedy.role?.id ?? remedy.meta?.code ?? ''}
              answer={answer}
              remedy={remedy}
              isBest={index === 0}
            />
          ))}
        </ul>
      )}
    </InfoCard>
  );
}
