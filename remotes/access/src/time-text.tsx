import { messages, useFormat } from '@eoms/kit';
import { StatusTag } from '@eoms/kit/ui';
import { useMinute } from './minute.ts';
import { useAccessText } from './words.ts';

const DAY_MS = 24 * 3600_000;
/** Days before an end at which the page begins to warn. */
export const WARN_DAYS = 7;

const useText = messages({
  'zh-CN': { left: '{when}到期', over: '{when}已到期', overdue: '已超时', due: '{when}截止' },
  en: { left: 'ends {when}', over: 'ended {when}', overdue: 'Overdue', due: 'due {when}' },
});

/** True when an end lies ahead, but less than a week. */
export const endsSoon = (until: string | null, now = Date.now()): boolean =>
  until !== null && Date.parse(until) > now && Date.parse(until) - now <= WARN_DAYS * DAY_MS;

/** Until when something holds; the last week stands out. */
export function Until({ until }: { until: string | null }) {
  const t = useText();
  const s = useAccessText();
  const format = useFormat();
  const now = useMinute();
  if (until === null) return <span className="access-hint">{s('noEnd')}</span>;
  const when = format.relative(until);
  const isOver = Date.parse(until) <= now;
  return (
    <span className="access-lines">
      <time dateTime={until}>{format.instant(until)}</time>
      {endsSoon(until, now) && <StatusTag tone="attention">{t('left', { when })}</StatusTag>}
      {isOver && <span className="access-hint">{t('over', { when })}</span>}
    </span>
  );
}

/** Instant by which somebody should decide; what is overdue stands out. */
export function Due({ at }: { at: string }) {
  const t = useText();
  const format = useFormat();
  const isOver = Date.parse(at) <= useMinute();
  return (
    <span className="access-lines">
      <time dateTime={at} title={format.instant(at)}>
        {isOver ? format.instant(at) : t('due', { when: format.relative(at) })}
      </time>
      {isOver && <StatusTag tone="danger">{t('overdue')}</StatusTag>}
    </span>
  );
}

/** An instant as a distance from now; the exact time is its tooltip. */
export function Ago({ at }: { at: string }) {
  const format = useFormat();
  return (
    <time dateTime={at} title={format.instant(at)}>
      {format.relative(at)}
    </time>
  );
}
