import type { Store } from '@eoms/contracts/stores/stores.contract';
import { IntentLink, isProblem, ProblemError } from '@eoms/kit';
import { applyProblem, Form, InstantInput, Modal, ProblemAlert, Radio } from '@eoms/kit/ui';
import type { FormInstance } from '@eoms/kit/ui';
import { Input } from '@eoms/kit/ui';
import { useEffect, type ReactNode } from 'react';
import { useStoreText } from '../../labels.ts';
import { usePageText } from './store-texts.ts';

const YEAR_MS = 365 * 24 * 3600_000;

/** When a change begins: now, or at an instant of the store's clock. */
export interface WhenFields {
  readonly when: 'now' | 'later';
  readonly at?: string | null;
  readonly reason: string;
}

/** The instant a command takes: null means now. */
export const effectiveFrom = ({ when, at }: WhenFields): string | null => (when === 'now' ? null : (at ?? null));

function WhenAndWhy({ store, form }: { store: Store; form: FormInstance }) {
  const t = usePageText();
  const when: unknown = Form.useWatch('when', form);
  const now = Date.now();
  return (
    <>
      <Form.Item name="when" label={t('when')} initialValue="now">
        <Radio.Group options={[{ value: 'now', label: t('whenNow') }, { value: 'later', label: t('whenLater') }]} />
      </Form.Item>
      {when === 'later' && (
        <Form.Item name="at" label={t('at')} rules={[{ required: true, message: t('atRequired') }]}>
          <InstantInput zone={store.zone} min={new Date(now).toISOString()} max={new Date(now + YEAR_MS).toISOString()} />
        </Form.Item>
      )}
      <Form.Item name="reason" label={t('reason')} extra={t('reasonHint')} rules={[{ required: true, whitespace: true, message: t('reason') }]}>
        <Input maxLength={200} showCount />
      </Form.Item>
    </>
  );
}

/** Frame of a dialog that changes a store's status or owner: when, why, and what stands in the way. */
export function ChangeDialog<Values extends WhenFields>(props: {
  store: Store;
  title: string;
  form: FormInstance<Values>;
  pending: boolean;
  error: unknown;
  children: ReactNode;
  onSubmit: (values: Values) => void;
  onClose: () => void;
}) {
  const t = usePageText();
  const s = useStoreText();
  const { store, form, error } = props;
  useEffect(() => {
    if (error) applyProblem(form, error);
  }, [error, form]);
  const hasFields = error instanceof ProblemError && (error.problem.errors?.length ?? 0) > 0;
  return (
    <Modal
      open
      title={props.title}
      okText={t('submit')}
      cancelText={s('cancel')}
      confirmLoading={props.pending}
      onOk={form.submit}
      onCancel={props.onClose}
    >
      {!hasFields && <ProblemAlert problem={error} />}
      {isProblem(error, 'store_closing_blocked') && (
        <p>
          <IntentLink intent="ticket.list" params={{ storeId: store.id }}>{t('seeBlockers')}</IntentLink>
        </p>
      )}
      <Form form={form} layout="vertical" requiredMark onFinish={props.onSubmit}>
        {props.children}
        <WhenAndWhy store={store} form={form as unknown as FormInstance} />
      </Form>
    </Modal>
  );
}
