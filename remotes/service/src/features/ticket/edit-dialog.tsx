import { updateTicket, type Ticket } from '@eoms/contracts/service/tickets.contract';
import { ProblemError, announce, useCan } from '@eoms/kit';
import { ConflictModal, Form, ProblemAlert } from '@eoms/kit/ui';
import { useState } from 'react';
import { useTicketText } from '../../labels.ts';
import { useRefusals } from '../../refusals.ts';
import { RequesterSelect } from '../../requester-select.tsx';
import { ClassificationFields, PriorityField, SubjectField } from '../../ticket-fields.tsx';
import { useCategories } from '../../ticket-references.ts';
import { useEdit, type Desk } from './ticket.api.ts';
import { TicketDialog } from './ticket-dialog.tsx';
import { usePageText } from './ticket-texts.ts';

type Values = Pick<Ticket, 'type' | 'category' | 'subject' | 'priority' | 'storeId'>;

const NAMES = ['type', 'category', 'subject', 'priority', 'storeId'] as const;

const editable = ({ type, category, subject, priority, storeId }: Ticket): Values => ({
  type,
  category,
  subject,
  priority,
  storeId,
});

/** Only what the person changed, so that what others changed meanwhile stays. */
function changesOf(values: Partial<Values>, before: Values): Partial<Values> {
  const entered: Values = { ...before, ...values, category: values.category ?? '', storeId: values.storeId ?? null };
  return Object.fromEntries(
    NAMES.filter((name) => entered[name] !== before[name]).map((name) => [name, entered[name]]),
  );
}

function useValueWords(ticket: Ticket) {
  const s = useTicketText();
  const { nameOf } = useCategories();
  return (field: string, value: unknown) => {
    if (value === null || value === '' || value === undefined) return '—';
    if (field === 'category') return nameOf(value as string);
    if (field === 'type' || field === 'priority') return s(value as Ticket['type'] | Ticket['priority']);
    if (field === 'storeId') return value === ticket.storeId ? ticket.storeName : s('someStore');
    return String(value);
  };
}

/** Changes what the ticket says about itself; two people changing the same field decide with both values before them. */
export function EditDialog({ desk, onClose }: { desk: Desk; onClose: (done: boolean) => void }) {
  const t = usePageText();
  const s = useTicketText();
  const { ticket } = desk;
  const [before] = useState(() => editable(ticket));
  const [mine, setMine] = useState<Partial<Values>>({});
  const [form] = Form.useForm<Values>();
  const update = useEdit(desk);
  const maySearch = useCan('service.ticket.create') && ticket.requester.kind !== 'store';
  const changed = update.error instanceof ProblemError ? (update.error.problem.changed ?? []) : [];
  const collides = changed.some((name) => name in mine);
  const refusals = useRefusals(form);
  const send = (body: Partial<Values>, version: number) => {
    refusals.clear();
    update.mutate(
      { params: { ticketId: ticket.id }, body, ifMatch: version },
      {
        onSuccess: () => {
          announce(t('saved'));
          onClose(true);
        },
        onError: refusals.take,
      },
    );
  };
  const submit = (values: Partial<Values>) => {
    const body = changesOf(maySearch ? values : { ...values, storeId: before.storeId }, before);
    setMine(body);
    if (Object.keys(body).length === 0) onClose(false);
    else send(body, ticket.version);
  };
  return (
    <TicketDialog
      title={t('editTitle')}
      okText={t('save')}
      pending={update.isPending}
      onOk={form.submit}
      onClose={() => onClose(false)}
    >
      <ProblemAlert problem={collides ? null : refusals.rest} />
      <Form
        form={form}
        name="edit"
        layout="vertical"
        initialValues={{ ...before, category: before.category || undefined }}
        onFinish={submit}
      >
        <SubjectField endpoint={updateTicket} />
        <ClassificationFields endpoint={updateTicket} />
        <PriorityField endpoint={updateTicket} />
        {maySearch && (
          <Form.Item name="storeId" label={s('store')}>
            <RequesterSelect
              kind="store"
              allowClear
              knownName={before.storeId === ticket.storeId ? ticket.storeName : null}
            />
          </Form.Item>
        )}
      </Form>
      <ConflictModal
        problem={collides ? update.error : null}
        mine={mine}
        labels={{
          type: s('type'),
          category: s('category'),
          subject: s('subject'),
          priority: s('priority'),
          storeId: s('store'),
        }}
        render={useValueWords(ticket)}
        onKeepMine={(version) => send(mine, version)}
        onTakeTheirs={() => onClose(false)}
        onClose={update.reset}
      />
    </TicketDialog>
  );
}
