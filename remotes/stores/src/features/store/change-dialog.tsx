import type { Endpoint } from '@eoms/contracts/endpoint';
import type { Store } from '@eoms/contracts/stores/stores.contract';
import { IntentLink, isProblem, useUnsavedGuard } from '@eoms/kit';
import { fieldRules, Form, Input, InstantInput, Modal, ProblemAlert, Radio, useFormProblem } from '@eoms/kit/ui';
import type { FormInstance, FormRule } from '@eoms/kit/ui';
import { useId, useState, type ReactNode } from 'react';
import { useStoreText } from '../../labels.ts';
import { movedBy } from '../../shown-value.ts';
import { MovedNotice } from './moved-notice.tsx';
import { usePageText } from './store-texts.ts';

const YEAR_MS = 365 * 24 * 3600_000;

/** How a dialog opens and goes: it closes first, giving the keyboard back to where it came from, and is then taken away. */
export interface DialogFrame {
  readonly isOpen: boolean;
  readonly onClose: () => void;
  readonly onClosed: () => void;
}

/** When a change begins: now, or at an instant entered by the store's clock. */
export interface WhenFields {
  readonly when: 'now' | 'later';
  readonly effectiveFrom?: string | null;
  readonly reason: string;
}

/** When and why, as the commands take it: no instant means now. */
export const whenAndWhy = ({ when, effectiveFrom, reason }: WhenFields) => ({
  effectiveFrom: when === 'now' ? null : (effectiveFrom ?? null),
  reason,
});

/** The store as the person in the dialog knows it; a refusal because it moved on makes him see the present one. */
export function useSeenStore(store: Store): [seen: Store, see: (error: unknown) => Store | null] {
  const [seen, setSeen] = useState(store);
  const see = (error: unknown) => {
    const present = movedBy(error)?.store ?? null;
    if (present) setSeen(present);
    return present;
  };
  return [seen, see];
}

function useEffectiveFromRules(): FormRule[] {
  const t = usePageText();
  const check = (_rule: unknown, value?: string | null) => {
    if (!value) return Promise.reject(new Error(t('atRequired')));
    const ahead = Date.parse(value) - Date.now();
    if (ahead <= 0) return Promise.reject(new Error(t('atPast')));
    return ahead > YEAR_MS ? Promise.reject(new Error(t('atTooFar'))) : Promise.resolve();
  };
  return [{ required: true, validator: check }];
}

function WhenAndWhy({ zone, reasonRules }: { zone: string; reasonRules: FormRule[] }) {
  const t = usePageText();
  const form = Form.useFormInstance();
  const when: unknown = Form.useWatch('when', form);
  const [opened] = useState(() => Date.now());
  const rules = useEffectiveFromRules();
  const choices = [
    { value: 'now', label: t('whenNow') },
    { value: 'later', label: t('whenLater') },
  ];
  return (
    <>
      <Form.Item name="when" label={t('when')} initialValue="now">
        <Radio.Group options={choices} aria-label={t('when')} />
      </Form.Item>
      {when === 'later' && (
        <Form.Item name="effectiveFrom" label={t('at')} rules={rules}>
          <InstantInput
            zone={zone}
            min={new Date(opened).toISOString()}
            max={new Date(opened + YEAR_MS).toISOString()}
          />
        </Form.Item>
      )}
      <Form.Item name="reason" label={t('reason')} extra={t('reasonHint')} rules={reasonRules}>
        <Input autoComplete="off" />
      </Form.Item>
    </>
  );
}

/** Frame of a dialog that changes a store's status or owner: when, why, and what stands in the way. */
export function ChangeDialog<Values extends WhenFields>(props: {
  store: Store;
  title: string;
  /** The command, for the limits of its fields. */
  endpoint: Endpoint;
  form: FormInstance<Values>;
  isPending: boolean;
  /** True when the store, as it is now, takes no such change. */
  isImpossible: boolean;
  /** The change cannot be undone. */
  isFinal?: boolean;
  error: unknown;
  children: ReactNode;
  frame: DialogFrame;
  onSubmit: (values: Values) => void;
}) {
  const t = usePageText();
  const s = useStoreText();
  const formId = useId();
  const { store, form, error, isPending } = props;
  const [isDirty, setDirty] = useState(false);
  useUnsavedGuard(isDirty && props.frame.isOpen);
  const isStale = isProblem(error, 'stale_version');
  const problem = useFormProblem(form, isStale ? null : error);
  return (
    <Modal
      open={props.frame.isOpen}
      title={props.title}
      okText={t('submit')}
      cancelText={s('cancel')}
      confirmLoading={isPending}
      okButtonProps={{
        htmlType: 'submit',
        form: formId,
        danger: props.isFinal ?? false,
        disabled: props.isImpossible,
      }}
      // A change on its way cannot be called back by closing, and a stray click beside the dialog must not drop what was typed.
      cancelButtonProps={{ disabled: isPending }}
      closable={!isPending}
      keyboard={!isPending}
      mask={{ closable: false }}
      onCancel={props.frame.onClose}
      afterClose={props.frame.onClosed}
    >
      <MovedNotice error={error} />
      <ProblemAlert problem={problem} />
      {isProblem(error, 'store_closing_blocked') && (
        <p>
          <IntentLink intent="ticket.list" params={{ storeId: store.id }}>
            {t('seeBlockers')}
          </IntentLink>
        </p>
      )}
      <Form
        id={formId}
        form={form}
        layout="vertical"
        className="stores-dialog-form"
        onValuesChange={() => setDirty(true)}
        onFinish={props.onSubmit}
      >
        {props.children}
        <WhenAndWhy zone={store.zone} reasonRules={fieldRules(props.endpoint, 'reason')} />
      </Form>
    </Modal>
  );
}
