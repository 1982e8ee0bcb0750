import type { AccessRequest } from '@eoms/contracts/access/requests.record';
import { useLocalized, useFormat, usePortal } from '@eoms/kit';
import { Link, useNavigate, useParams } from '@eoms/kit/router';
import { App, Button, InfoCard, LinkButton, Loaded, Page, Popconfirm, ProblemAlert } from '@eoms/kit/ui';
import { ApprovalSteps } from '../../approval-steps.tsx';
import { Conflicts } from '../../hindrances.tsx';
import { HeldAlready, RequestContent, useWindowText } from '../../request-content.tsx';
import { PersonLine, RiskTag } from '../../scope-text.tsx';
import { KindTag, RequestStateTag } from '../../state-tags.tsx';
import { useAccessText } from '../../words.ts';
import { Course } from './course.tsx';
import { useRequest, useWithdrawRequest } from './requests.api.ts';
import { useRequestsText } from './requests-texts.ts';
import './requests.css';

function Actions({ request }: { request: AccessRequest }) {
  const t = useRequestsText();
  const navigate = useNavigate();
  const { message } = App.useApp();
  const withdraw = useWithdrawRequest({ onSuccess: () => void message.success(t('withdrawn')) });
  const { id, version } = request;
  return (
    <>
      {request.mayDecide && (
        <LinkButton type="primary" to={`/access/inbox?open=${id}`}>
          {t('decide')}
        </LinkButton>
      )}
      {request.mayEdit && (
        <Popconfirm
          title={t('editAsk')}
          description={t('editVoids')}
          okText={t('edit')}
          onConfirm={() => void navigate(`/access/request?edit=${id}`)}
        >
          <Button>{t('edit')}</Button>
        </Popconfirm>
      )}
      {request.mayWithdraw && (
        <Popconfirm
          title={t('withdrawAsk')}
          description={t('withdrawHint')}
          okText={t('withdraw')}
          onConfirm={() => withdraw.mutate({ params: { requestId: id }, body: {}, ifMatch: version })}
        >
          <Button loading={withdraw.isPending}>{t('withdraw')}</Button>
        </Popconfirm>
      )}
      <ProblemAlert problem={withdraw.error} />
    </>
  );
}

function Facts({ request }: { request: AccessRequest }) {
  const t = useRequestsText();
  const s = useAccessText();
  const format = useFormat();
  const windowText = useWindowText();
  const { grantee, requester, expiresAt, state } = request;
  const items = [
    ...(grantee ? [{ label: t('grantee'), value: <PersonLine person={grantee} /> }] : []),
    ...(grantee?.id === requester.id ? [] : [{ label: t('requester'), value: <PersonLine person={requester} /> }]),
    { label: t('origin'), value: s(`origin_${request.origin}`) },
    ...(request.change ? [] : [{ label: t('window'), value: windowText(request), wide: true }]),
    { label: t('reason'), value: request.reason, wide: true },
    ...(request.ticketRef ? [{ label: t('ticketRef'), value: request.ticketRef }] : []),
    ...(state === 'PENDING' && expiresAt ? [{ label: t('expires'), value: format.instant(expiresAt) }] : []),
  ];
  return <InfoCard title={t('request')} items={items} />;
}

function Body({ request }: { request: AccessRequest }) {
  const t = useRequestsText();
  const me = usePortal((state) => state.person?.id);
  const isMine = request.grantee?.id === me;
  return (
    <div className="access-request-detail">
      <div className="access-stack">
        <Conflicts conflicts={request.conflicts} />
        <InfoCard title={t(request.change ? 'change' : 'content')}>
          <div className="access-stack">
            <RequestContent request={request} />
            {request.grantee && <HeldAlready held={request.held} />}
          </div>
        </InfoCard>
        <Facts request={request} />
      </div>
      <div className="access-stack">
        {request.steps.length > 0 && (
          <InfoCard title={t('steps')}>
            <ApprovalSteps steps={request.steps} />
          </InfoCard>
        )}
        <InfoCard title={t('course')}>
          <Course request={request} />
          {request.state === 'APPROVED' && isMine && (
            <Link className="eoms-link" to="/access/my">
              {t('granted')}
            </Link>
          )}
        </InfoCard>
      </div>
    </div>
  );
}

function Detail({ requestId }: { requestId: string }) {
  const t = useRequestsText();
  const text = useLocalized();
  const query = useRequest(requestId);
  const request = query.data;
  const names = request?.change
    ? text(request.change.title)
    : request?.items.map(({ role, meta }) => text(role?.name ?? meta?.name ?? { zh: '', en: '' })).join(t('between'));
  return (
    <Page
      title={names ?? t('request')}
      tag={
        request && (
          <span className="access-tags">
            <RequestStateTag state={request.state} />
            <KindTag kind={request.kind} />
            <RiskTag tier={request.riskTier} />
          </span>
        )
      }
      subtitle={request?.number}
      breadcrumb={[{ title: t('title'), to: '/access/requests' }, { title: request?.number ?? t('request') }]}
      actions={request && <Actions key={request.version} request={request} />}
    >
      <Loaded query={query}>{(loaded) => <Body request={loaded} />}</Loaded>
    </Page>
  );
}

/** One request: what it asks for, who decides until when, what was said; its applicant edits or withdraws it here. */
export function RequestDetailPage() {
  const { requestId = '' } = useParams();
  return <Detail key={requestId} requestId={requestId} />;
}
