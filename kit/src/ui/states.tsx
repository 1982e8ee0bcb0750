import { Alert, Button, Skeleton } from 'antd';
import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { describeError, ProblemError, type CallError } from '../api/errors.ts';
import { useAccessRequest } from '../intents.tsx';
import { useLocalized } from '../locale.ts';
import { RequestAccess } from './link-button.tsx';
import { mayRetry } from './query.ts';
import { useUiText } from './texts.ts';

/** Says what went wrong, what to do next, which values were refused and the request id; offers to try again where that may help. */
export function ProblemAlert({ problem, onRetry }: { problem: unknown; onRetry?: (() => void) | undefined }) {
  const t = useUiText();
  const text = useLocalized();
  if (!problem) return null;
  const { title, next, requestId } = describeError(problem);
  const { errors = [], blockers = [], meta } = problem instanceof ProblemError ? problem.problem : {};
  const lines = [
    ...errors.map((error) => ({ key: error.pointer + error.code, text: text(error.messages) })),
    ...blockers.map((blocker) => ({ key: blocker.kind, text: `${text(blocker.name)} × ${blocker.count}` })),
  ];
  return (
    <Alert
      type="error"
      showIcon
      role="alert"
      className="eoms-problem"
      title={text(title)}
      description={
        <>
          {meta && <p>{t('deniedMeta', { name: text(meta.name), system: text(meta.system) })}</p>}
          {next && <p>{text(next)}</p>}
          {lines.length > 0 && (
            <ul>
              {lines.map((line) => (
                <li key={line.key}>{line.text}</li>
              ))}
            </ul>
          )}
          {requestId && <p className="eoms-request-id">{t('requestId', { id: requestId })}</p>}
        </>
      }
      action={
        onRetry && mayRetry(problem) ? (
          <Button size="small" onClick={onRetry}>
            {t('retry')}
          </Button>
        ) : (
          meta && <RequestAccess size="small" meta={meta.code} />
        )
      }
    />
  );
}

interface StateProps {
  readonly title: ReactNode;
  readonly children?: ReactNode;
  readonly actions?: ReactNode;
  /** Picture beside the words; decoration only. */
  readonly mark?: string;
}

/** A quiet panel that says why there is nothing to see and what to do. */
function StatePanel({ title, children, actions, mark }: StateProps) {
  return (
    <div className="eoms-state">
      {mark && (
        <span className="eoms-state-mark" aria-hidden="true">
          {mark}
        </span>
      )}
      <p className="eoms-state-title">{title}</p>
      {children && <div className="eoms-state-text">{children}</div>}
      {actions && <div className="eoms-state-actions">{actions}</div>}
    </div>
  );
}

/** Nothing there: says so and offers what to do about it. */
export function EmptyState({ title, children, actions }: Partial<Omit<StateProps, 'mark'>>) {
  const t = useUiText();
  return (
    <StatePanel mark="∅" title={title ?? t('empty')} actions={actions}>
      {children}
    </StatePanel>
  );
}

/** Not permitted: names the missing permission in the person's words and lets him ask for it with one click. */
export function DeniedState({ problem }: { problem?: unknown }) {
  const t = useUiText();
  const text = useLocalized();
  const meta = problem instanceof ProblemError ? problem.problem.meta : undefined;
  const mayAsk = useAccessRequest(meta?.code ?? '') !== null && meta !== undefined;
  return (
    <StatePanel mark="⊘" title={t('deniedTitle')} actions={mayAsk && <RequestAccess type="primary" meta={meta.code} />}>
      {meta && <p>{t('deniedMeta', { name: text(meta.name), system: text(meta.system) })}</p>}
      <p>{t(mayAsk ? 'deniedRequest' : 'deniedHelp')}</p>
    </StatePanel>
  );
}

/** Not found, which is also what a hidden record looks like. */
export function NotFoundState() {
  const t = useUiText();
  return (
    <StatePanel mark="?" title={t('notFoundTitle')}>
      <p>{t('notFoundHelp')}</p>
    </StatePanel>
  );
}

/** True when what is still on the page may no longer be shown: permission taken away, record gone, signed out. */
export const isWithdrawn = (error: unknown): boolean =>
  error instanceof ProblemError && [401, 403, 404].includes(error.problem.status);

/** The right state for an error that left nothing to show. */
export function ErrorState({ error, onRetry }: { error: CallError; onRetry?: (() => void) | undefined }) {
  const status = error instanceof ProblemError ? error.problem.status : 0;
  if (status === 403) return <DeniedState problem={error} />;
  if (status === 404) return <NotFoundState />;
  return <ProblemAlert problem={error} onRetry={onRetry} />;
}

/** Draws a query's answer; before it a skeleton, on refusal the fitting state, on a failed repetition the answer with a notice. */
export function Loaded<T>(props: {
  query: UseQueryResult<T, CallError>;
  children: (data: T) => ReactNode;
  skeleton?: ReactNode;
}) {
  const t = useUiText();
  const { data, error, isPending, refetch } = props.query;
  const retry = () => void refetch();
  if (error && (data === undefined || isWithdrawn(error))) return <ErrorState error={error} onRetry={retry} />;
  if (isPending || data === undefined) {
    return (
      <div aria-busy="true">
        <output className="eoms-visually-hidden">{t('loading')}</output>
        {props.skeleton ?? <Skeleton active paragraph={{ rows: 6 }} />}
      </div>
    );
  }
  return (
    <>
      <ProblemAlert problem={error} onRetry={retry} />
      {props.children(data)}
    </>
  );
}
