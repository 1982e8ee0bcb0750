import { changeTicketState, type TicketState } from '@eoms/contracts/service/tickets.contract';
import { HOME_ZONE, announce } from '@eoms/kit';
import {
  Alert,
  Button,
  Form,
  Input,
  InstantInput,
  ProblemAlert,
  Radio,
  fieldRules,
  instantOfWall,
  wallClock,
} from '@eoms/kit/ui';
import { useState } from 'react';
import { choicesOf, useTicketText } from '../../labels.ts';
import { useRefusals } from '../../refusals.ts';
import { useMoveText } from './move-texts.ts';
import type { Move } from './moves.ts';
import { useChangeState, type Desk } from './ticket.api.ts';
import { TicketDialog } from './ticket-dialog.tsx';

interface Values {
  readonly to?: TicketState;
  readonly reason?: string;
  readonly wakeAt?: string | null;
}

const HOUR_MS = 3600_000;
const DAY_MS = 24 * HOUR_MS;

/** Instants people wait for most often, to the minute. */
const presets = {
  inAnHour: (now: number) => new Date(Math.ceil((now + HOUR_MS) / 60_000) * 60_000).toISOString(),
  tomorrow: (now: number) => {
    const day = wallClock(new Date(now + DAY_MS).toISOString(), HOME_ZONE).slice(0, 10);
    return instantOfWall(`${day}T10:00`, HOME_ZONE);
  },
  inThreeDays: (now: number) => new Date(Math.ceil((now + 3 * DAY_MS) / 60_000) * 60_000).toISOString(),
} as const;

const presetNames = ['inAnHour', 'tomorrow', 'inThreeDays'] as const;

function WaitFields({ states }: { states: readonly TicketState[] }) {
  const t = useMoveText();
  const s = useTicketText();
  const form = Form.useFormInstance<Values>();
  const [now] = useState(() => new Date().toISOString());
  const required = { required: true, message: t('required') };
  const pick = (name: (typeof presetNames)[number]) => () => {
    form.setFieldValue('wakeAt', presets[name](Date.now()));
    void form.validateFields(['wakeAt']);
  };
  return (
    <>
      <Form.Item name="to" label={t('waitFor')} rules={[required]}>
        <Radio.Group options={choicesOf(states, s)} />
      </Form.Item>
      <Form.Item
        name="reason"
        label={t('waitReason')}
        extra={t('waitReasonHint')}
        rules={fieldRules(changeTicketState, 'reason', { required: true })}
      >
        <Input maxLength={200} showCount />
      </Form.Item>
      <Form.Item name="wakeAt" label={t('wakeAt')} extra={t('wakeAtHint')} rules={[required]}>
        <InstantInput min={now} />
      </Form.Item>
      <div className="service-presets">
        {presetNames.map((name) => (
          <Button key={name} size="small" onClick={pick(name)}>
            {t(name)}
          </Button>
        ))}
      </div>
    </>
  );
}

const reasonLabels = {
  resolve: 'resolveReason',
  reopen: 'reopenReason',
  close: 'closeReason',
  invalid: 'invalidReason',
  start: 'resumeReason',
  resume: 'resumeReason',
  wait: 'waitReason',
} as const;

function EndFields({ move, hasOwner }: { move: Move; hasOwner: boolean }) {
  const t = useMoveText();
  const warning =
    move.name === 'close'
      ? t('closeWarning')
      : move.name === 'invalid'
        ? t('invalidWarning')
        : move.name === 'resolve' && !hasOwner
          ? t('needsOwner')
          : null;
  return (
    <>
      {warning && <Alert type="warning" showIcon title={warning} className="service-warning" />}
      <Form.Item name="reason" label={t(reasonLabels[move.name])} rules={fieldRules(changeTicketState, 'reason')}>
        <Input maxLength={200} showCount />
      </Form.Item>
    </>
  );
}

/** Asks what a change of state needs: waiting takes a reason and an instant, the ends take a word and a warning. */
export function MoveDialog({ desk, move, onClose }: { desk: Desk; move: Move; onClose: (done: boolean) => void }) {
  const t = useMoveText();
  const s = useTicketText();
  const { ticket } = desk;
  const [form] = Form.useForm<Values>();
  const change = useChangeState(desk);
  const refusals = useRefusals(form);
  const submit = ({ to = move.to[0], reason, wakeAt }: Values) => {
    if (!to) return;
    const body = { to, reason: reason?.trim() || null, wakeAt: wakeAt ?? null };
    refusals.clear();
    change.mutate(
      { params: { ticketId: ticket.id }, body, ifMatch: ticket.version },
      {
        onSuccess: (changed) => {
          announce(t('done', { state: s(changed.state) }));
          onClose(true);
        },
        onError: refusals.take,
      },
    );
  };
  return (
    <TicketDialog
      title={t(move.name)}
      okText={t(move.name)}
      danger={move.name === 'invalid'}
      pending={change.isPending}
      onOk={form.submit}
      onClose={() => onClose(false)}
    >
      <ProblemAlert problem={refusals.rest} />
      <Form form={form} name="move" layout="vertical" initialValues={{ to: move.to[0] }} onFinish={submit}>
        {move.name === 'wait' ? (
          <WaitFields states={move.to} />
        ) : (
          <EndFields move={move} hasOwner={ticket.ownerId !== null} />
        )}
      </Form>
    </TicketDialog>
  );
}
