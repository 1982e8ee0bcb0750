import type { ClientProposal } from '@eoms/contracts/access/clients.contract';
import { useFormat, useLocalized } from '@eoms/kit';
import { Alert, InfoCard, LinkButton, ProblemAlert } from '@eoms/kit/ui';
import { ApprovalSteps } from '../../approval-steps.tsx';
import { ChangeView } from '../../request-content.tsx';
import { PersonLine, RiskTag } from '../../scope-text.tsx';
import { useProposals } from './clients.api.ts';
import { useClientsText } from './clients-texts.ts';

/** What waits for permission owners: what would change, who proposed it, who may decide, and whether it still fits. */
export function ProposalView({ request }: Pick<ClientProposal, 'request'>) {
  const t = useClientsText();
  const text = useLocalized();
  const format = useFormat();
  const hindrance = request.changeNow?.hindrance;
  return (
    <div className="access-stack">
      {hindrance && <Alert type="error" showIcon title={t('outdated')} description={text(hindrance)} />}
      {request.change && <ChangeView change={request.change} />}
      <InfoCard
        items={[
          { label: t('proposer'), value: <PersonLine person={request.requester} /> },
          { label: t('number'), value: request.number },
          ...(request.expiresAt ? [{ label: t('expires'), value: format.instant(request.expiresAt) }] : []),
          { label: t('reason'), value: request.reason, wide: true },
        ]}
      />
      <ApprovalSteps steps={request.steps} />
      {request.mayDecide && (
        <div>
          <LinkButton type="primary" to={`/access/inbox?open=${request.id}`}>
            {t('decide')}
          </LinkButton>
        </div>
      )}
      {request.mayWithdraw && (
        <div>
          <LinkButton to={`/access/requests/${request.id}`}>{t('toRequest')}</LinkButton>
        </div>
      )}
    </div>
  );
}

/** One proposal, folded: who waits for whom stands in its line. */
function Folded({ proposal: { name, clientId, request } }: { proposal: ClientProposal }) {
  const t = useClientsText();
  const text = useLocalized();
  const waiting = request.steps.find(({ state }) => state === 'CURRENT');
  const deciders = (waiting?.deciders ?? []).map((person) => person.name).join(t('between'));
  return (
    <details className="access-metas">
      <summary>
        {t('waitsFor', {
          title: request.change ? text(request.change.title) : clientId,
          name,
          proposer: request.requester.name,
          deciders: deciders || t('nobody'),
        })}{' '}
        <RiskTag tier={request.riskTier} />
      </summary>
      <ProposalView request={request} />
    </details>
  );
}

/** Registrations and changes that wait, above the list. */
export function Proposals() {
  const t = useClientsText();
  const { data, error } = useProposals();
  if (error) return <ProblemAlert problem={error} />;
  if (!data || data.items.length === 0) return null;
  return (
    <InfoCard title={t('waiting', { count: data.items.length })}>
      <div className="access-stack">
        <p className="access-hint">{t('waitingHint')}</p>
        {data.items.map((proposal) => (
          <Folded key={proposal.request.id} proposal={proposal} />
        ))}
      </div>
    </InfoCard>
  );
}
