import { decideRequests, type InboxEntry } from '@eoms/contracts/access/requests.contract';
import { useLocalized } from '@eoms/kit';
import { Alert, App, Button, fieldMaxLength, Input, Modal, ProblemAlert } from '@eoms/kit/ui';
import { useEffect, useId, useRef, useState } from 'react';
import { useAccessText } from '../../words.ts';
import { EntryTitle } from './entry-title.tsx';
import { decisionOn, useDecide, type DecisionResult } from './inbox.api.ts';
import { useInboxText } from './inbox-texts.ts';

/** What is about to be decided. */
export interface Deciding {
  readonly verdict: 'APPROVE' | 'DENY';
  readonly entries: readonly InboxEntry[];
}

const COMMENT_MAX = 500;

function Failures(props: {
  entries: readonly InboxEntry[];
  results: readonly DecisionResult[];
  onReread: (requestId: string) => void;
}) {
  const t = useInboxText();
  const text = useLocalized();
  return (
    <ul className="access-failures">
      {props.results
        .filter(({ ok }) => !ok)
        .map(({ requestId, problem }) => {
          const entry = props.entries.find(({ request }) => request.id === requestId);
          const isChanged = problem?.code === 'request_changed';
          return (
            <li key={requestId}>
              {entry && <EntryTitle request={entry.request} />}
              <p className="access-error">{isChanged ? t('review') : problem && text(problem.messages)}</p>
              {problem && !isChanged && <p className="access-hint">{text(problem.next)}</p>}
              {isChanged && (
                <Button size="small" onClick={() => props.onReread(requestId)}>
                  {t('reread')}
                </Button>
              )}
            </li>
          );
        })}
    </ul>
  );
}

const FEW = 3;

/** Who decides after the person, in one sentence; null when he is the last. */
function useNextText(): (next: InboxEntry['next']) => string | null {
  const t = useInboxText();
  const s = useAccessText();
  return (next) => {
    if (!next) return null;
    const count = next.deciders.length + next.moreDeciders;
    if (count === 0) return t('next', { who: s(`by_${next.rule}`) });
    const names = next.deciders
      .slice(0, FEW)
      .map(({ name }) => name)
      .join(t('between'));
    const who = count > FEW ? t('andMore', { names, count }) : names;
    if (count === 1) return t('next', { who });
    return t(next.requiredCount > 1 ? 'nextTwo' : 'nextAny', { who });
  };
}

function Consequence({ deciding }: { deciding: Deciding }) {
  const t = useInboxText();
  const nextText = useNextText();
  const { entries, verdict } = deciding;
  const [only] = entries;
  const risky = entries.filter(({ request }) => request.riskTier >= 2).length;
  if (verdict === 'APPROVE' && entries.length === 1 && only)
    return <p className="access-lead">{nextText(only.next) ?? t('last')}</p>;
  return verdict === 'APPROVE' && risky > 0 && entries.length > 1 ? (
    <Alert type="warning" showIcon title={t('keepRisk', { count: risky })} />
  ) : null;
}

function Comment(props: { isNeeded: boolean; isRefused: boolean; value: string; onChange: (comment: string) => void }) {
  const t = useInboxText();
  const id = useId();
  const input = useRef<{ focus(): void }>(null);
  // The dialog is about this sentence; everything else in it only tells.
  useEffect(() => input.current?.focus(), []);
  return (
    <div className="access-field">
      <label htmlFor={id} className={props.isNeeded ? 'access-label access-required' : 'access-label'}>
        {t('comment')}
      </label>
      <Input.TextArea
        ref={input as never}
        id={id}
        value={props.value}
        maxLength={fieldMaxLength(decideRequests, 'comment') ?? COMMENT_MAX}
        {...(props.isRefused ? { status: 'error' as const } : {})}
        aria-invalid={props.isRefused}
        onChange={(event) => props.onChange(event.target.value)}
      />
      <span className={props.isRefused ? 'access-error' : 'access-hint'}>
        {t(props.isNeeded ? 'commentNeeded' : 'commentOptional')}
      </span>
    </div>
  );
}

/** Asks before deciding, takes the comment, and tells row by row what was not done. */
export function DecideDialog(props: {
  deciding: Deciding;
  /** `done` when at least one was decided. */
  onClose: (done: boolean) => void;
  onReread: (requestId: string) => void;
}) {
  const t = useInboxText();
  const s = useAccessText();
  const { message } = App.useApp();
  const { deciding, onClose } = props;
  const { verdict, entries } = deciding;
  const [comment, setComment] = useState('');
  const [isTried, setTried] = useState(false);
  const [results, setResults] = useState<readonly DecisionResult[]>([]);
  const decide = useDecide();
  const isMissing = verdict === 'DENY' && comment.trim() === '';
  const failed = results.filter(({ ok }) => !ok).length;
  const submit = () => {
    setTried(true);
    if (isMissing) return;
    const decisions = entries.map((entry) => decisionOn(entry, verdict, comment.trim() || null));
    decide.mutate(
      { body: { decisions } },
      {
        onSuccess: ({ items }) => {
          const done = items.filter(({ ok }) => ok).length;
          if (done > 0) void message.success(t('done', { count: done }));
          if (done === items.length) onClose(true);
          else setResults(items);
        },
      },
    );
  };
  const title = t(verdict === 'APPROVE' ? 'approveTitle' : 'denyTitle', { count: entries.length });
  const footer =
    failed > 0 ? <Button onClick={() => onClose(failed < results.length)}>{s('close')}</Button> : undefined;
  return (
    <Modal
      open
      title={failed > 0 ? t('failed', { count: failed }) : title}
      okText={t(verdict === 'APPROVE' ? 'approve' : 'deny')}
      cancelText={s('cancel')}
      confirmLoading={decide.isPending}
      okButtonProps={{ danger: verdict === 'DENY' }}
      mask={{ closable: false }}
      onOk={submit}
      onCancel={() => onClose(results.some(({ ok }) => ok))}
      {...(footer ? { footer } : {})}
    >
      <ProblemAlert problem={decide.error} />
      {failed > 0 ? (
        <>
          {failed < results.length && <p className="access-lead">{t('failedHint')}</p>}
          <Failures entries={entries} results={results} onReread={props.onReread} />
        </>
      ) : (
        <div className="access-stack">
          <ul className="access-plain">
            {entries.slice(0, 20).map(({ request }) => (
              <li key={request.id}>
                <EntryTitle request={request} />
              </li>
            ))}
          </ul>
          <Consequence deciding={deciding} />
          <Comment
            isNeeded={verdict === 'DENY'}
            isRefused={isTried && isMissing}
            value={comment}
            onChange={setComment}
          />
        </div>
      )}
    </Modal>
  );
}
