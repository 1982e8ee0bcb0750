import { ms } from './grants-raw.ts';
import type { GrantsWorld } from './grants-world.ts';

type Row = Readonly<Record<string, unknown>>;

/** Tables of approvals, each row as plain values under its id. */
export type Picture = Readonly<Record<string, Row>>;

interface Event {
  readonly id: string;
  readonly object_kind: string;
  readonly object_id: string;
  readonly detail: string | null;
}

const WORDS = new Set(['reason', 'comment', 'revokeReason', 'ticketRef']);
const INSTANTS = /(?:At|From|Until|^at)$/;
const JSONS = new Set(['scopeUnitIds', 'systemCodes', 'change']);

const camel = (name: string): string => name.replace(/_(\w)/g, (_all, letter: string) => letter.toUpperCase());

/** A stored row as the log writes it: without the words of people. */
const normal = (row: Row): Row =>
  Object.fromEntries(
    Object.entries(row)
      .map(([name, value]): [string, unknown] => [camel(name), value])
      .filter(([name]) => !WORDS.has(name))
      .map(([name, value]): [string, unknown] => {
        if (value === null) return [name, null];
        if (INSTANTS.test(name)) return [name, new Date(ms(value as string)).toISOString()];
        if (JSONS.has(name)) return [name, JSON.parse(value as string)];
        return [name, name === 'seq' ? Number(value) : value];
      })
      .toSorted(([left], [right]) => (left < right ? -1 : 1)),
  );

const sorted = (row: Row): Row =>
  Object.fromEntries(Object.entries(row).toSorted(([left], [right]) => (left < right ? -1 : 1)));

/** What the tables say, object by object: a request with its items, steps and decisions, a grant with its confirmations. */
export async function pictureOf({ rows }: GrantsWorld): Promise<Picture> {
  const read = async (table: string, order: string): Promise<Row[]> =>
    (await rows<Row>(`SELECT * FROM ${table} ORDER BY ${order}`)).map(normal);
  const items = await read('access_request_item', 'request_id, no');
  const steps = await read('approval_step', 'request_id, revision, no');
  const decisions = await read('decision', 'at, id');
  const confirmations = await read('grant_confirmation', 'id');
  const picture: Record<string, Row> = {};
  for (const request of await read('access_request', 'id')) {
    const own = (all: readonly Row[]): Row[] => all.filter(({ requestId }) => requestId === request['id']);
    const parts = { items: own(items), steps: own(steps), decisions: own(decisions) };
    picture[`access-request ${String(request['id'])}`] = { request, ...parts };
  }
  for (const grant of await read('access_grant', 'id')) {
    const confirmed = confirmations.filter(({ grantId }) => grantId === grant['id']);
    picture[`access-grant ${String(grant['id'])}`] = { grant, confirmed };
  }
  for (const delegation of await read('delegation', 'id'))
    picture[`delegation ${String(delegation['id'])}`] = { delegation };
  return picture;
}

/** Events in the order in which they were written. */
export const eventsOf = ({ rows }: GrantsWorld): Promise<Event[]> =>
  rows<Event>('SELECT id, object_kind, object_id, detail FROM audit_event ORDER BY id');

interface Detail {
  readonly after?: Row & { request?: Row; items?: Row[]; steps?: Row[]; decisions?: Row[] };
  readonly confirmation?: Row;
}

/** What the log alone says. */
export function fold(events: readonly Event[]): Picture {
  const picture: Record<string, Row> = {};
  for (const { object_kind: kind, object_id: id, detail } of events) {
    const { after, confirmation } = JSON.parse(detail ?? '{}') as Detail;
    const key = `${kind} ${id}`;
    if (!after) continue;
    const list = (rows: Row[] | undefined): Row[] => (rows ?? []).map(sorted);
    if (kind === 'access-request')
      picture[key] = {
        request: sorted(after.request ?? {}),
        items: list(after.items),
        steps: list(after.steps),
        decisions: list(after.decisions),
      };
    if (kind === 'access-grant') {
      const before = (picture[key]?.['confirmed'] ?? []) as Row[];
      picture[key] = { grant: sorted(after), confirmed: [...before, ...list(confirmation ? [confirmation] : [])] };
    }
    if (kind === 'delegation') picture[key] = { delegation: sorted(after) };
  }
  return picture;
}

/** Watches that each change of an object has exactly one event, and that the log alone reproduces the tables. */
export class AuditOracle {
  #before: Picture = {};
  #seen = 0;

  /** Sentences about what is wrong since the last look. */
  async look(world: GrantsWorld, command: string): Promise<string[]> {
    const [now, events] = [await pictureOf(world), await eventsOf(world)];
    const fresh = events.slice(this.#seen).map(({ object_kind, object_id }) => `${object_kind} ${object_id}`);
    const wrong: string[] = [];
    for (const key of new Set([...Object.keys(now), ...fresh])) {
      const changed = JSON.stringify(now[key]) !== JSON.stringify(this.#before[key]);
      const told = fresh.filter((each) => each === key).length;
      if (told !== (changed ? 1 : 0)) wrong.push(`${command}: ${key} has ${told} events`);
    }
    const folded = fold(events);
    for (const key of Object.keys(now))
      if (JSON.stringify(folded[key]) !== JSON.stringify(now[key]))
        wrong.push(`${command}: the log tells ${key} otherwise`);
    this.#before = now;
    this.#seen = events.length;
    return wrong;
  }
}
