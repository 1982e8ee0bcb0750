import { previewChange, proposeChange, type ChangePreview as Preview } from '@eoms/contracts/access/catalogue.contract';
import type { Problem } from '@eoms/contracts/errors';
import { ProblemError, useLocalized } from '@eoms/kit';
import {
  Alert,
  Button,
  Drawer,
  fieldRules,
  Form,
  Input,
  LinkButton,
  ProblemAlert,
  Skeleton,
  useCommand,
} from '@eoms/kit/ui';
import { useEffect, useId, useState } from 'react';
import { changeBasket, useChangeBasket, type BasketEntry } from './change-basket.ts';
import { ChangePreview, isForbidden } from './change-preview.tsx';
import { useChangeText } from './change-texts.ts';

type Refusal = NonNullable<Problem['errors']>[number];

/** Why steps were refused, by their place in the change. */
function refusalsOf(error: unknown): ReadonlyMap<number, readonly Refusal[]> {
  const refused = error instanceof ProblemError ? (error.problem.errors ?? []) : [];
  return Map.groupBy(refused, ({ pointer }) => Number(/^#\/body\/ops\/(\d+)/.exec(pointer)?.[1] ?? -1));
}

function Steps({ entries, error }: { entries: readonly BasketEntry[]; error: unknown }) {
  const t = useChangeText();
  const text = useLocalized();
  const refusals = refusalsOf(error);
  return (
    <ul aria-label={t('steps')} className="access-change-steps">
      {entries.map(({ key, op, subject }, index) => (
        <li key={key}>
          <span>{t(op.op, { name: text(subject) })}</span>
          <Button
            size="small"
            type="text"
            danger
            aria-label={t('remove', { name: text(subject) })}
            onClick={() => changeBasket.drop(key)}
          >
            ✕
          </Button>
          {refusals.get(index)?.map(({ messages }) => (
            <span key={messages.en} role="alert" className="access-step-fault">
              {text(messages)}
            </span>
          ))}
        </li>
      ))}
    </ul>
  );
}

function Proposed({ request, onClose }: { request: { id: string; number: string }; onClose: () => void }) {
  const t = useChangeText();
  return (
    <Alert
      type="success"
      showIcon
      title={t('submitted')}
      description={
        <>
          <p>{t('number', { number: request.number })}</p>
          <div className="access-tags">
            <LinkButton type="primary" to={`/access/requests/${request.id}`}>
              {t('open')}
            </LinkButton>
            <Button onClick={onClose}>{t('close')}</Button>
          </div>
        </>
      }
    />
  );
}

/** Works the effect out again whenever the collected steps change. */
function usePreview(entries: readonly BasketEntry[], isOpen: boolean) {
  // The preview changes nothing, so nothing that is on the page becomes outdated by it.
  const preview = useCommand(previewChange, { invalidates: [previewChange] });
  const { mutate, reset } = preview;
  useEffect(() => {
    if (isOpen && entries.length > 0) mutate({ body: { ops: entries.map(({ op }) => op) } });
    else reset();
  }, [entries, isOpen, mutate, reset]);
  return preview;
}

function Body(props: {
  entries: readonly BasketEntry[];
  preview: Preview | undefined;
  error: unknown;
  form: string;
  onSubmit: (reason: string) => void;
}) {
  const t = useChangeText();
  const { entries, preview, error } = props;
  return (
    <div className="access-stack">
      <Steps entries={entries} error={error} />
      <ProblemAlert problem={error} />
      <section className="access-stack">
        <h2 className="access-subhead">{t('effect')}</h2>
        {preview ? (
          <ChangePreview preview={preview} />
        ) : (
          !error && <Skeleton active title={false} aria-label={t('working')} />
        )}
      </section>
      <Form<{ reason: string }> id={props.form} layout="vertical" onFinish={({ reason }) => props.onSubmit(reason)}>
        <Form.Item
          name="reason"
          label={t('reason')}
          extra={t('reasonHint')}
          rules={fieldRules(proposeChange, 'reason')}
        >
          <Input autoComplete="off" />
        </Form.Item>
      </Form>
    </div>
  );
}

/** Shows what the collected steps would do, asks for the reason and proposes them together. */
export function ChangeDrawer({ isOpen, onClose }: { isOpen: boolean; onClose: () => void }) {
  const t = useChangeText();
  const form = useId();
  const entries = useChangeBasket();
  const preview = usePreview(entries, isOpen);
  const [request, setRequest] = useState<{ id: string; number: string } | null>(null);
  const propose = useCommand(proposeChange, {
    onSuccess: (answer) => {
      setRequest(answer);
      changeBasket.clear();
    },
  });
  const close = () => {
    setRequest(null);
    propose.reset();
    onClose();
  };
  const isReady = preview.data !== undefined && !preview.isPending && !isForbidden(preview.data);
  return (
    <Drawer
      open={isOpen}
      size="large"
      title={t('title')}
      onClose={close}
      footer={
        request === null && (
          <div className="access-change-foot">
            <Button onClick={close}>{t('back')}</Button>
            <Button type="primary" htmlType="submit" form={form} loading={propose.isPending} disabled={!isReady}>
              {t('submit')}
            </Button>
          </div>
        )
      }
    >
      {request ? (
        <Proposed request={request} onClose={close} />
      ) : (
        <Body
          entries={entries}
          preview={preview.isPending ? undefined : preview.data}
          error={propose.error ?? preview.error}
          form={form}
          onSubmit={(reason) => propose.mutate({ body: { ops: entries.map(({ op }) => op), reason } })}
        />
      )}
    </Drawer>
  );
}
