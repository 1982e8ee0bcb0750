import { createTicket } from '@eoms/contracts/service/tickets.contract';
import { announce, useUnsavedGuard } from '@eoms/kit';
import { useNavigate, useSearchParams } from '@eoms/kit/router';
import { Button, Form, InfoCard, Input, Page, ProblemAlert, Select, fieldMaxLength, fieldRules } from '@eoms/kit/ui';
import { useState } from 'react';
import { channels, choicesOf, useTicketText } from '../../labels.ts';
import { QUEUE_PATH, isId, ticketPath } from '../../paths.ts';
import { useRefusals } from '../../refusals.ts';
import { ClassificationFields, PriorityField, SubjectField, counted } from '../../ticket-fields.tsx';
import { openingBody, useOpenTicket, type Values } from './opening.api.ts';
import { useOpeningText } from './opening-texts.ts';
import { RequesterFields } from './requester-fields.tsx';

function MatterFields() {
  const t = useOpeningText();
  const s = useTicketText();
  return (
    <InfoCard title={t('what')}>
      <ClassificationFields endpoint={createTicket} />
      <SubjectField endpoint={createTicket} />
      <Form.Item name="text" label={s('text')} rules={fieldRules(createTicket, 'text')}>
        <Input.TextArea
          placeholder={t('textHint')}
          rows={5}
          className="service-grows"
          {...counted(fieldMaxLength(createTicket, 'text'))}
        />
      </Form.Item>
      <div className="service-pair">
        <PriorityField endpoint={createTicket} />
        <Form.Item name="channel" label={s('channel')} rules={fieldRules(createTicket, 'channel')}>
          <Select options={choicesOf(channels, (value) => s(`by_${value}`))} />
        </Form.Item>
      </div>
    </InfoCard>
  );
}

/** Opens a ticket for a store, a member or a department; `?storeId=` names the store it is about. */
export function OpeningPage() {
  const t = useOpeningText();
  const s = useTicketText();
  const navigate = useNavigate();
  const [params] = useSearchParams();
  const [form] = Form.useForm<Values>();
  const [dirty, setDirty] = useState(false);
  const letGo = useUnsavedGuard(dirty);
  const create = useOpenTicket();
  const refusals = useRefusals(form);
  const storeId = params.get('storeId') ?? '';
  const submit = (values: Values) => {
    refusals.clear();
    create.mutate(
      { body: openingBody(values) },
      {
        onSuccess: (ticket) => {
          letGo();
          announce(t('created', { no: ticket.no }));
          void navigate(ticketPath(ticket.id));
        },
        onError: refusals.take,
      },
    );
  };
  const initial = {
    type: 'consultation',
    priority: 'normal',
    channel: 'phone',
    requester: { kind: 'member' },
    ...(isId(storeId) ? { storeId } : {}),
  } as const;
  return (
    <Page
      title={t('title')}
      subtitle={t('subtitle')}
      breadcrumb={[{ title: s('tickets'), to: QUEUE_PATH }, { title: t('title') }]}
    >
      <ProblemAlert problem={refusals.rest} onRetry={form.submit} />
      <Form
        form={form}
        name="ticket"
        layout="vertical"
        initialValues={initial}
        onValuesChange={() => setDirty(true)}
        onFinish={submit}
      >
        <div className="service-columns">
          <RequesterFields />
          <MatterFields />
        </div>
        <div className="service-form-foot">
          <Button onClick={() => void navigate(QUEUE_PATH)}>{t('cancel')}</Button>
          <Button type="primary" htmlType="submit" loading={create.isPending}>
            {t('submit')}
          </Button>
        </div>
      </Form>
    </Page>
  );
}
