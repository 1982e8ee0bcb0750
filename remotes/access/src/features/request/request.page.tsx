import { getPerson } from '@eoms/contracts/access/people.contract';
import type { AccessRequest, ApprovalStep, Requestable } from '@eoms/contracts/access/requests.contract';
import { Can, useCan, useLocalized, useUnsavedGuard } from '@eoms/kit';
import { useNavigate } from '@eoms/kit/router';
import {
  Alert,
  App,
  Button,
  DeniedState,
  EmptyState,
  ErrorState,
  Page,
  ProblemAlert,
  Skeleton,
  useEndpoint,
  useUrlState,
} from '@eoms/kit/ui';
import { useRef, useState } from 'react';
import { useAccessText } from '../../words.ts';
import { Alternatives } from './alternatives.tsx';
import { useBeginning, type Beginning } from './beginnings.ts';
import { Catalogue } from './catalogue.tsx';
import { DraftForm } from './draft-form.tsx';
import { firstScope, fitted, isComplete, keyOf, REASON_MIN, type Draft } from './draft.ts';
import { filterSpec, usePreview, useSendDraft } from './request.api.ts';
import { useRequestText } from './request-texts.ts';
import './request.css';

const lengthOf = (text: string): number => [...text.trim()].length;

function Grantee({ personId }: { personId: string }) {
  const t = useRequestText();
  const text = useLocalized();
  const { data, error } = useEndpoint(getPerson, { params: { personId } });
  if (error) return <ProblemAlert problem={error} />;
  const unit = data?.unit && text(data.unit.name);
  const who = [data?.name, data?.employeeNo, unit, data?.position && text(data.position)].filter(Boolean).join(' · ');
  return <Alert type="info" showIcon title={`${t('forPerson')} ${who}`} description={t('forHint')} />;
}

/** Who decides, in one line beside the button. */
function Route({ steps, isOwnWord }: { steps: readonly ApprovalStep[]; isOwnWord: boolean }) {
  const t = useRequestText();
  const s = useAccessText();
  if (isOwnWord) return <p className="access-hint">{t('ownWord')}</p>;
  const who = steps.map(({ deciders, rule }) => {
    const [first] = deciders;
    return first && deciders.length === 1 ? first.name : s(`by_${rule}`);
  });
  return <p className="access-hint">{t('route', { who: who.join(' → ') })}</p>;
}

interface DeskProps {
  readonly beginning: Beginning;
  readonly edited: AccessRequest | null;
  readonly granteeId: string | null;
}

/** Sends the draft and leads to the request; what stands in the way is shown instead. */
function useSubmit(
  draft: Draft,
  isDirty: boolean,
  { edited, granteeId, beginning: { clock } }: Pick<DeskProps, 'edited' | 'granteeId' | 'beginning'>,
) {
  const t = useRequestText();
  const navigate = useNavigate();
  const { message } = App.useApp();
  const letGo = useUnsavedGuard(isDirty);
  const mayGive = useCan('access.grant.give');
  const sending = useSendDraft(edited, granteeId, { mayGive, clock });
  const [isTried, setTried] = useState(false);
  const reasonError = isTried && lengthOf(draft.reason) < REASON_MIN ? t('reasonShort', { count: REASON_MIN }) : null;
  const submit = () => {
    setTried(true);
    if (!isComplete(draft) || lengthOf(draft.reason) < REASON_MIN) return;
    sending.send(draft, (request) => {
      letGo();
      const done = request.state === 'APPROVED' ? 'givenNow' : granteeId ? 'given' : 'submitted';
      void message.success(t(edited ? 'saved' : done));
      void navigate(`/access/requests/${request.id}`);
    });
  };
  return { submit, reasonError, isPending: sending.isPending, error: sending.error };
}

function Desk(props: DeskProps) {
  const t = useRequestText();
  const { beginning, edited, granteeId } = props;
  const [filters, set] = useUrlState(filterSpec);
  const [draft, setDraft] = useState(beginning.draft);
  const form = useRef<HTMLElement>(null);
  const isDirty = JSON.stringify(draft) !== JSON.stringify(beginning.draft);
  const { clock } = beginning;
  const preview = usePreview(draft, granteeId, clock);
  const { submit, reasonError, isPending, error } = useSubmit(draft, isDirty, props);
  const isGift = granteeId !== null && !edited;
  const chosen = new Set(draft.items.map(({ key }) => key));
  const toggle = (what: Requestable) => {
    const key = keyOf(what);
    const items = chosen.has(key)
      ? draft.items.filter((item) => item.key !== key)
      : [...draft.items, { key, what, scope: firstScope(what) }];
    setDraft(fitted({ ...draft, items }, Date.now(), clock));
  };
  return (
    <>
      {granteeId && <Grantee personId={granteeId} />}
      {edited && <Alert type="warning" showIcon title={t('editHint')} />}
      {beginning.explanation && (
        <Alternatives
          explanation={beginning.explanation}
          others={beginning.others}
          onTake={(item) => setDraft(fitted({ ...draft, items: [item] }, Date.now(), clock))}
        />
      )}
      <div className="access-request">
        <Catalogue filters={filters} set={set} forSelf={granteeId === null} chosen={chosen} onToggle={toggle} />
        <aside ref={form} className="access-draft" aria-label={t('draft')} tabIndex={-1}>
          <div className="access-draft-head">
            <h2>{t('draft')}</h2>
            {draft.items.length > 0 && <span className="access-hint">{t('items', { count: draft.items.length })}</span>}
          </div>
          <DraftForm
            draft={draft}
            clock={clock}
            preview={preview}
            isPossible={isComplete(draft)}
            isGift={isGift}
            reasonError={reasonError}
            onChange={setDraft}
          />
          {draft.items.length > 0 && (
            <div className="access-draft-foot">
              <ProblemAlert problem={error} />
              {isComplete(draft) && preview.data && (
                <Route steps={preview.data.steps} isOwnWord={isGift && preview.data.direct} />
              )}
              <Button type="primary" size="large" block loading={isPending} onClick={submit}>
                {t(edited ? 'save' : granteeId ? 'give' : 'submit')}
              </Button>
            </div>
          )}
        </aside>
      </div>
      {draft.items.length > 0 && (
        <div className="access-to-draft">
          <Button type="primary" block onClick={() => form.current?.focus()}>
            {t('toDraft', { count: draft.items.length })}
          </Button>
        </div>
      )}
    </>
  );
}

function Opened() {
  const t = useRequestText();
  const [filters] = useUrlState(filterSpec);
  const { beginning, edited } = useBeginning(filters);
  if (filters.edit && edited.error) return <ErrorState error={edited.error} onRetry={() => void edited.refetch()} />;
  if (!beginning) return <Skeleton active paragraph={{ rows: 8 }} />;
  if (filters.edit && !edited.data?.mayEdit) return <EmptyState title={t('closed')} />;
  const granteeId = filters.for || null;
  return (
    <Desk
      key={[filters.edit, filters.meta, filters.role, filters.for].join(' ')}
      beginning={beginning}
      edited={filters.edit ? (edited.data ?? null) : null}
      granteeId={granteeId}
    />
  );
}

/** Asks for permissions, gives them to somebody below, or edits a request: catalogue on one side, the request on the other. */
export function RequestPage() {
  const t = useRequestText();
  const [filters] = useUrlState(filterSpec);
  const title = t(filters.edit ? 'editTitle' : filters.for ? 'giveTitle' : 'title');
  return (
    <Page title={title} subtitle={t('subtitle')}>
      <Can meta="access.request.create" fallback={<DeniedState />}>
        <Opened />
      </Can>
    </Page>
  );
}
