import { assignTicket } from '@eoms/contracts/service/tickets.contract';
import { announce, useLocalized, usePortal } from '@eoms/kit';
import { Button, ErrorState, Form, Input, ProblemAlert, Radio, SearchField, Skeleton, fieldRules } from '@eoms/kit/ui';
import { useState } from 'react';
import { useRefusals } from '../../refusals.ts';
import { useAssign, useAssignees, type Desk } from './ticket.api.ts';
import { TicketDialog } from './ticket-dialog.tsx';
import { usePageText } from './ticket-texts.ts';

/** People who may take the ticket, with what they have on their desk already. */
function People(props: { value?: string; onChange?: (id: string) => void; ownerId: string | null }) {
  const t = usePageText();
  const text = useLocalized();
  const [q, setQ] = useState('');
  const people = useAssignees(q);
  const { items } = people;
  return (
    <div className="service-people">
      <SearchField value={q} onSearch={setQ} label={t('searchPeople')} />
      {people.error && items.length === 0 && <ErrorState error={people.error} onRetry={people.refetch} />}
      {people.isLoading && <Skeleton active title={false} paragraph={{ rows: 4 }} />}
      {!people.isLoading && !people.error && items.length === 0 && <p className="service-hint">{t('noPeople')}</p>}
      <Radio.Group
        aria-label={t('people')}
        vertical
        className="service-people-list"
        value={props.value ?? null}
        onChange={(event) => props.onChange?.(event.target.value as string)}
      >
        {items.map((person) => (
          <Radio key={person.id} value={person.id} disabled={person.id === props.ownerId}>
            <span className="service-person">
              <span>{person.name}</span>
              <span className="service-hint">
                {person.id === props.ownerId ? t('present') : text(person.department)} ·{' '}
                {t('openCount', { count: person.openTickets })}
              </span>
            </span>
          </Radio>
        ))}
      </Radio.Group>
      {people.hasMore && (
        <Button size="small" loading={people.isLoadingMore} onClick={people.loadMore}>
          {t('morePeople')}
        </Button>
      )}
    </div>
  );
}

interface Values {
  readonly ownerId?: string;
  readonly note?: string;
}

/** Gives the ticket to somebody, to the person himself, or back to the queue. */
export function AssignDialog({ desk, onClose }: { desk: Desk; onClose: (done: boolean) => void }) {
  const t = usePageText();
  const { ticket } = desk;
  const me = usePortal((state) => state.person?.id);
  const [form] = Form.useForm<Values>();
  const chosen: string | undefined = Form.useWatch('ownerId', form);
  const assign = useAssign(desk);
  const refusals = useRefusals(form);
  const give = (ownerId: string | null) => {
    const note = (form.getFieldValue('note') as string | undefined)?.trim() || null;
    refusals.clear();
    assign.mutate(
      { params: { ticketId: ticket.id }, body: { ownerId, note }, ifMatch: ticket.version },
      {
        onSuccess: () => {
          announce(t(ownerId === null ? 'released_done' : 'assigned'));
          onClose(true);
        },
        onError: refusals.take,
      },
    );
  };
  return (
    <TicketDialog
      title={t('assignTitle')}
      okText={t('assign')}
      pending={assign.isPending}
      disabled={!chosen}
      onOk={form.submit}
      onClose={() => onClose(false)}
    >
      <ProblemAlert problem={refusals.rest} />
      <div className="service-presets">
        {me && me !== ticket.ownerId && (
          <Button disabled={assign.isPending} onClick={() => give(me)}>
            {t('assignToMe')}
          </Button>
        )}
        {ticket.ownerId !== null && (
          <Button disabled={assign.isPending} onClick={() => give(null)}>
            {t('backToQueue')}
          </Button>
        )}
      </div>
      <Form form={form} name="assign" layout="vertical" onFinish={({ ownerId }) => ownerId && give(ownerId)}>
        <Form.Item name="ownerId">
          <People ownerId={ticket.ownerId} />
        </Form.Item>
        <Form.Item
          name="note"
          label={t(ticket.mayNote ? 'noteInternal' : 'noteStore')}
          rules={fieldRules(assignTicket, 'note')}
        >
          <Input maxLength={200} showCount />
        </Form.Item>
      </Form>
    </TicketDialog>
  );
}
