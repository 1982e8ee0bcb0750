import { createRequest } from '@eoms/contracts/access/requests.contract';
import type { ClientOutput } from '@eoms/contracts/endpoint';
import type { previewRequest } from '@eoms/contracts/access/requests.contract';
import type { GrantKind } from '@eoms/contracts/access/shared.record';
import { useFormat } from '@eoms/kit';
import { Alert, EmptyState, fieldMaxLength, Input, ProblemAlert, Radio, Spin } from '@eoms/kit/ui';
import { useId } from 'react';
import { ApprovalSteps } from '../../approval-steps.tsx';
import { Conflicts, Faults } from '../../hindrances.tsx';
import { WindowFields } from '../../window-fields.tsx';
import type { WorkClock } from '../../window-choice.ts';
import { grantKinds } from '../../words.ts';
import { ChosenItems } from './chosen-items.tsx';
import { fitted, limitsOf, type Draft } from './draft.ts';
import type { usePreview } from './request.api.ts';
import { useRequestText } from './request-texts.ts';

type Preview = ClientOutput<typeof previewRequest>;

function Kind({ kind, onChange }: { kind: GrantKind; onChange: (kind: GrantKind) => void }) {
  const t = useRequestText();
  const label = useId();
  return (
    <div className="access-field">
      <span id={label} className="access-label">
        {t('kind')}
      </span>
      <Radio.Group
        aria-labelledby={label}
        value={kind}
        options={grantKinds.map((value) => ({ value, label: t(value) }))}
        onChange={(event) => onChange(event.target.value as GrantKind)}
      />
      <span className="access-hint">{t(`${kind}_hint`)}</span>
    </div>
  );
}

function Texts(props: { draft: Draft; reasonError: string | null; onChange: (patch: Partial<Draft>) => void }) {
  const t = useRequestText();
  const [reasonId, refId, hintId] = [useId(), useId(), useId()];
  const { draft, reasonError, onChange } = props;
  return (
    <>
      <div className="access-field">
        <label className="access-label access-required" htmlFor={reasonId}>
          {t('reason')}
        </label>
        <Input.TextArea
          id={reasonId}
          value={draft.reason}
          maxLength={fieldMaxLength(createRequest, 'reason') ?? 500}
          aria-describedby={hintId}
          aria-invalid={reasonError !== null}
          aria-required="true"
          {...(reasonError ? { status: 'error' as const } : {})}
          onChange={(event) => onChange({ reason: event.target.value })}
        />
        <span id={hintId} className={reasonError ? 'access-error' : 'access-hint'}>
          {reasonError ?? t('reasonHint')}
        </span>
      </div>
      <div className="access-field">
        <label className="access-label" htmlFor={refId}>
          {t('ticketRef')}
        </label>
        <Input
          id={refId}
          autoComplete="off"
          value={draft.ticketRef}
          maxLength={60}
          placeholder={t('ticketHint')}
          onChange={(event) => onChange({ ticketRef: event.target.value })}
        />
      </div>
    </>
  );
}

function Decides({ preview, isOwnWord }: { preview: Preview; isOwnWord: boolean }) {
  const t = useRequestText();
  const format = useFormat();
  const { window, steps } = preview;
  return (
    <>
      <Conflicts conflicts={preview.conflicts} />
      <Faults faults={preview.faults} />
      {isOwnWord ? (
        <Alert type="success" showIcon title={t('ownWord')} />
      ) : (
        <>
          <p className="access-lead">{t('steps', { count: steps.length })}</p>
          <ApprovalSteps steps={steps} preview />
        </>
      )}
      {window && (
        <p className="access-hint">
          {window.until === null
            ? t(isOwnWord ? 'ownWindowOpen' : 'windowOpen', { from: format.instant(window.from) })
            : t(isOwnWord ? 'ownWindow' : 'window', {
                from: format.instant(window.from),
                until: format.instant(window.until),
              })}
        </p>
      )}
    </>
  );
}

function PreviewPart(props: { query: ReturnType<typeof usePreview>; isPossible: boolean; isGift: boolean }) {
  const t = useRequestText();
  const { query, isPossible, isGift } = props;
  return (
    <section className="access-preview" aria-label={t('preview')} aria-busy={query.isFetching}>
      <h3>{t('preview')}</h3>
      {!isPossible && <p className="access-hint">{t('previewEmpty')}</p>}
      {isPossible && query.isLoading && (
        <div className="access-hint access-tags">
          <Spin size="small" /> {t('previewing')}
        </div>
      )}
      <ProblemAlert problem={query.error} onRetry={() => void query.refetch()} />
      {isPossible && query.data && <Decides preview={query.data} isOwnWord={isGift && query.data.direct} />}
    </section>
  );
}

/** The request as it grows: what, how far, how long, why; and who would decide it. */
export function DraftForm(props: {
  draft: Draft;
  clock: WorkClock;
  preview: ReturnType<typeof usePreview>;
  isPossible: boolean;
  /** A superior gives it himself: his own word may suffice. */
  isGift: boolean;
  reasonError: string | null;
  onChange: (draft: Draft) => void;
}) {
  const t = useRequestText();
  const { draft, clock, preview, onChange } = props;
  const patch = (change: Partial<Draft>) => onChange(fitted({ ...draft, ...change }, Date.now(), clock));
  if (draft.items.length === 0) return <EmptyState title={t('empty')}>{t('emptyHint')}</EmptyState>;
  return (
    <>
      <ChosenItems
        items={draft.items}
        shown={props.isPossible ? (preview.data?.items ?? []) : []}
        onChange={(items) => patch({ items })}
      />
      <Kind kind={draft.kind} onChange={(kind) => patch({ kind })} />
      <WindowFields
        kind={draft.kind}
        limits={limitsOf(draft.items)}
        clock={clock}
        value={draft.time}
        withBegin
        onChange={(time) => patch({ time })}
      />
      {draft.time.choice === 'custom' && draft.time.until === null && (
        <p className="access-notice">{t('endMissing')}</p>
      )}
      <Texts draft={draft} reasonError={props.reasonError} onChange={patch} />
      <PreviewPart query={preview} isPossible={props.isPossible} isGift={props.isGift} />
    </>
  );
}
