import type { InboxEntry } from '@eoms/contracts/access/requests.record';
import { Alert, Button, Drawer, LinkButton } from '@eoms/kit/ui';
import { ApprovalSteps } from '../../approval-steps.tsx';
import { Conflicts } from '../../hindrances.tsx';
import { HeldAlready, RequestContent, useWindowText } from '../../request-content.tsx';
import { PersonLine, RiskTag } from '../../scope-text.tsx';
import { KindTag } from '../../state-tags.tsx';
import { Due } from '../../time-text.tsx';
import { useEntryTitle } from './entry-title.tsx';
import { useInboxText } from './inbox-texts.ts';

function Content({ entry }: { entry: InboxEntry }) {
  const t = useInboxText();
  const windowText = useWindowText();
  const { request, onBehalfOf } = entry;
  const time = request.change ? null : windowText(request);
  return (
    <div className="access-stack">
      {onBehalfOf && <Alert type="info" showIcon title={t('behalf', { name: onBehalfOf.name })} />}
      <Conflicts conflicts={request.conflicts} />
      <div className="access-drawer-person">
        <PersonLine person={request.grantee ?? request.requester} />
        <span className="access-tags">
          <KindTag kind={request.kind} />
          <RiskTag tier={request.riskTier} always />
          <Due at={entry.dueAt} />
        </span>
      </div>
      <RequestContent request={request} />
      <div>
        <h3 className="access-drawer-title">{t('reasonTitle')}</h3>
        <p className="access-quote">{request.reason}</p>
        {request.ticketRef && <p className="access-hint">{t('ticketRef', { ref: request.ticketRef })}</p>}
      </div>
      {time && (
        <div>
          <h3 className="access-drawer-title">{t('windowTitle')}</h3>
          <p className="access-quote">{time}</p>
        </div>
      )}
      {request.grantee && <HeldAlready held={request.held} />}
      <div>
        <h3 className="access-drawer-title">{t('steps')}</h3>
        <ApprovalSteps steps={request.steps} />
      </div>
    </div>
  );
}

/** Everything needed to decide one request, with the decision at its foot. */
export function EntryDrawer(props: {
  entry: InboxEntry | null;
  mayDecide: boolean;
  onClose: () => void;
  onDecide: (verdict: 'APPROVE' | 'DENY', entry: InboxEntry) => void;
}) {
  const t = useInboxText();
  const title = useEntryTitle();
  const { entry, onDecide } = props;
  return (
    <Drawer
      open={entry !== null}
      title={entry && title(entry.request)}
      size="large"
      onClose={props.onClose}
      footer={
        entry && (
          <div className="access-drawer-foot">
            <LinkButton to={`/access/requests/${entry.request.id}`}>{t('full')}</LinkButton>
            {props.mayDecide && (
              <span className="access-tags">
                <Button danger onClick={() => onDecide('DENY', entry)}>
                  {t('deny')}
                </Button>
                <Button type="primary" onClick={() => onDecide('APPROVE', entry)}>
                  {t('approve')}
                </Button>
              </span>
            )}
          </div>
        )
      }
    >
      {entry && <Content entry={entry} />}
    </Drawer>
  );
}
