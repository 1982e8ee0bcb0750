import type { TicketType } from '@eoms/contracts/service/tickets.contract';
import { Form, Input, Select, fieldMaxLength, fieldRules } from '@eoms/kit/ui';
import { choicesOf, priorities, ticketTypes, useTicketText } from './labels.ts';
import { useCategories } from './ticket-references.ts';

type Endpoint = Parameters<typeof fieldRules>[0];

/** Counts characters as people do, and lets a long paste in, so that the rule can say what is too much. */
export const counted = (max: number | undefined) => ({
  count: { show: true, strategy: (text: string) => [...text.trim()].length, ...(max === undefined ? {} : { max }) },
});

/** Type with the categories that belong to it; another type takes a category that does not fit away. */
export function ClassificationFields({ endpoint }: { endpoint: Endpoint }) {
  const s = useTicketText();
  const form = Form.useFormInstance();
  const type = Form.useWatch('type', form) as TicketType | undefined;
  const { choices, isFetching } = useCategories(type);
  return (
    <div className="service-pair">
      <Form.Item name="type" label={s('type')} rules={fieldRules(endpoint, 'type', { required: true })}>
        <Select options={choicesOf(ticketTypes, s)} onChange={() => form.setFieldValue('category', undefined)} />
      </Form.Item>
      <Form.Item name="category" label={s('category')} rules={fieldRules(endpoint, 'category', { required: true })}>
        <Select
          placeholder={s('choose')}
          options={choices}
          loading={isFetching}
          disabled={!type}
          showSearch={{ optionFilterProp: 'label' }}
        />
      </Form.Item>
    </div>
  );
}

/** Subject, one line. */
export function SubjectField({ endpoint }: { endpoint: Endpoint }) {
  const s = useTicketText();
  return (
    <Form.Item name="subject" label={s('subject')} rules={fieldRules(endpoint, 'subject', { required: true })}>
      <Input autoComplete="off" {...counted(fieldMaxLength(endpoint, 'subject'))} />
    </Form.Item>
  );
}

/** Priority, the most urgent first. */
export function PriorityField({ endpoint }: { endpoint: Endpoint }) {
  const s = useTicketText();
  return (
    <Form.Item name="priority" label={s('priority')} rules={fieldRules(endpoint, 'priority', { required: true })}>
      <Select options={choicesOf(priorities, s)} />
    </Form.Item>
  );
}
