import { id, instant, integer, json, line, nullable, oneOf, paragraphs } from '../src/database/columns.ts';
import type { Migration } from '../src/database/migrate.ts';

const WAITING = ['waiting_requester', 'waiting_store', 'waiting_hq', 'waiting_platform'];
const STATES = ['new', 'open', ...WAITING, 'resolved', 'closed', 'invalid'];

const ticketColumns = {
  id: id(),
  no: line(20),
  type: line(20),
  category: line(40),
  category_version: integer(),
  subject: line(120),
  priority: integer(),
  channel: line(20),
  requester_kind: line(10),
  requester_id: nullable(id()),
  requester_name: line(100),
  phone_sealed: nullable(line(200)),
  phone_masked: nullable(line(20)),
  phone_index: nullable(line(50)),
  phone_tail_index: nullable(line(50)),
  store_id: nullable(id()),
  state: line(20),
  waiting_reason: nullable(line(200)),
  wake_at: nullable(instant()),
  cycle: integer(),
  owner_id: nullable(id()),
  version: integer(),
  events: integer(),
  search_text: paragraphs(),
  opened_at: instant(),
  updated_at: instant(),
  activity_at: instant(),
  resolved_at: nullable(instant()),
  closed_at: nullable(instant()),
};

const eventColumns = {
  id: id(),
  ticket_id: id(),
  seq: integer(),
  version: integer(),
  kind: line(20),
  at: instant(),
  by_kind: line(20),
  by_id: nullable(id()),
  by_name: line(100),
  visibility: line(20),
  text: nullable(paragraphs()),
  changes: json(),
};

export const up: Migration = async ({ context: { createTable } }) => {
  await createTable('ticket', ticketColumns, {
    unique: [['no']],
    indexes: [
      ['updated_at', 'id'],
      ['activity_at', 'id'],
      ['opened_at', 'id'],
      ['priority', 'id'],
      ['owner_id', 'state'],
      ['state', 'wake_at'],
      ['phone_index'],
      ['phone_tail_index'],
    ],
    checks: {
      type: oneOf('type', ['consultation', 'complaint', 'after_sales', 'feedback']),
      state: oneOf('state', STATES),
      requester_kind: oneOf('requester_kind', ['store', 'member', 'hq']),
      priority: '`priority` between 0 and 3',
      cycle: '`cycle` >= 1',
      version: '`version` >= 1',
      waiting: `(${oneOf('state', WAITING)}) = (\`wake_at\` is not null and \`waiting_reason\` is not null)`,
    },
  });
  await createTable('ticket_event', eventColumns, {
    unique: [['ticket_id', 'seq']],
    checks: {
      kind: oneOf('kind', ['opened', 'message', 'assigned', 'state_changed', 'edited']),
      by_kind: oneOf('by_kind', ['person', 'requester', 'service', 'system']),
      visibility: oneOf('visibility', ['requester', 'store', 'internal']),
    },
    foreignKeys: [{ columns: ['ticket_id'], table: 'ticket' }],
  });
  await createTable(
    'ticket_party',
    { ticket_id: id(), store_id: id(), role: line(20) },
    {
      primaryKey: ['ticket_id', 'store_id'],
      indexes: [['store_id', 'ticket_id']],
      checks: { role: oneOf('role', ['requester', 'concerned']) },
      foreignKeys: [{ columns: ['ticket_id'], table: 'ticket' }],
    },
  );
  await createTable('ticket_counter', { day: line(8), last: integer() }, { primaryKey: ['day'] });
};
