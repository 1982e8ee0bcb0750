import type { AuditEvent, AuditReference } from '@eoms/contracts/access/audit.contract';
import { useCan, useFormat, useLocalized } from '@eoms/kit';
import { Link } from '@eoms/kit/router';
import { useAuditText } from './audit-texts.ts';
import { fieldTitle } from './field-words.ts';
import { isEmpty, isLocalized } from './recorded-values.ts';
import { valueTitle } from './value-words.ts';

const INSTANT = /^\d{4}-\d{2}-\d{2}T[\d:.]+Z$/;
const DAY = /^\d{4}-\d{2}-\d{2}$/;
const ID = /^[0-9a-f]{8}-[0-9a-f-]{27}$/;
/** Parts of a record whose own name only repeats what the record is. */
const SILENT = new Set(['request', 'shown', 'content']);
/** Fields whose values are names of fields. */
const NAMES = new Set(['field', 'changed']);

/** Names a place in a record: 审批环节 1 · 截止时间. */
export function usePathTitle(objectKind: string): (path: readonly (string | number)[]) => string {
  const text = useLocalized();
  return (path) => {
    const names: string[] = [];
    for (const [index, step] of path.entries()) {
      if (typeof step === 'number') names.push(`${names.pop() ?? ''} ${step + 1}`.trim());
      else if (!SILENT.has(step) || index === path.length - 1) names.push(text(fieldTitle(objectKind, step)));
    }
    return names.join(' · ') || '—';
  };
}

function Reference({ reference: { kind, id, name, code } }: { reference: AuditReference }) {
  const text = useLocalized();
  const sees = {
    person: useCan('access.person.view'),
    unit: useCan('access.organisation.view'),
    role: useCan('access.catalogue.view'),
    meta: useCan('access.catalogue.view'),
    client: false,
  };
  const paths = {
    person: `/access/people/${id}`,
    unit: `/access/organisation?unit=${id}`,
    role: `/access/roles/${id}`,
    meta: `/access/metas?system=${code?.split('.')[0]}&open=${code}`,
    client: '',
  };
  return sees[kind] ? <Link to={paths[kind]}>{text(name)}</Link> : <span>{text(name)}</span>;
}

interface Props {
  readonly event: Pick<AuditEvent, 'objectKind' | 'references'>;
  readonly field: string;
  readonly value: unknown;
}

const HOUR = 60;
const DAY_MINUTES = 24 * HOUR;

/** A length of time in the largest unit that says it exactly. */
function useSpan(): (minutes: number) => string {
  const t = useAuditText();
  return (minutes) => {
    if (minutes % DAY_MINUTES === 0) return t('days', { count: minutes / DAY_MINUTES });
    return minutes % HOUR === 0 ? t('hours', { count: minutes / HOUR }) : t('minutes', { count: minutes });
  };
}

function Single({ event, field, value }: Props) {
  const spanOf = useSpan();
  const text = useLocalized();
  const format = useFormat();
  if (isLocalized(value)) return <span>{text(value)}</span>;
  if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean')
    return <span>{JSON.stringify(value)}</span>;
  const words = valueTitle(event.objectKind, field, value);
  if (words) return <span>{text(words)}</span>;
  if (typeof value === 'number') return <span>{field.endsWith('Minutes') ? spanOf(value) : format.number(value)}</span>;
  if (typeof value === 'boolean') return <span>{String(value)}</span>;
  const reference = event.references.find(({ id }) => id === value);
  if (reference) return <Reference reference={reference} />;
  if (NAMES.has(field)) return <span>{text(fieldTitle(event.objectKind, value))}</span>;
  if (INSTANT.test(value)) return <time dateTime={value}>{format.instant(value)}</time>;
  if (DAY.test(value)) return <time dateTime={value}>{format.day(value)}</time>;
  return <span className={ID.test(value) ? 'access-code access-hint' : 'access-audit-text'}>{value}</span>;
}

/** A recorded value in words: names for ids, words for codes of closed sets, times as people read them. */
export function RecordedValue({ event, field, value }: Props) {
  if (isEmpty(value)) return '—';
  if (!Array.isArray(value)) return <Single event={event} field={field} value={value} />;
  return (
    <span className="access-tags">
      {value.map((one, index) => (
        // Lists of a record never change once they are shown, and may hold the same value twice.
        // oxlint-disable-next-line react/no-array-index-key
        <Single key={index} event={event} field={field} value={one} />
      ))}
    </span>
  );
}
