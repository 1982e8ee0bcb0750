import type { GrantKind } from '@eoms/contracts/access/shared.record';
import { messages, useFormat } from '@eoms/kit';
import { InstantInput, Radio } from '@eoms/kit/ui';
import { useId, useState } from 'react';
import {
  choicesFor,
  endOfChoice,
  longest,
  shiftAt,
  startOf,
  type WindowChoice,
  type WindowLimits,
  type WindowValue,
  type WorkClock,
} from './window-choice.ts';

const useText = messages({
  'zh-CN': {
    long: '多久',
    begin: '何时开始',
    approved: '批准后立即生效',
    later: '指定开始时间',
    from: '开始时间',
    until: '结束时间',
    office: '当天下班前',
    shift: '到{shift}结束',
    next: '到下一班结束',
    today: '到当天结束',
    EARLY: '早班',
    MIDDLE: '中班',
    NIGHT: '夜班',
    days: '{count} 天',
    custom: '自定义',
    endsAt: '{when} 到期',
    afterStart: '从生效起 {count} 天',
    hours: '最长 {count} 小时',
    most: '最长 {count} 天',
  },
  en: {
    long: 'How long',
    begin: 'Starts',
    approved: 'As soon as approved',
    later: 'At a time',
    from: 'Start',
    until: 'End',
    office: 'Until offices close',
    shift: 'Until the end of the {shift} shift',
    next: 'Until the end of the next shift',
    today: 'Until the end of the day',
    EARLY: 'early',
    MIDDLE: 'middle',
    NIGHT: 'night',
    days: '{count, plural, one {# day} other {# days}}',
    custom: 'Own end',
    endsAt: 'ends {when}',
    afterStart: '{count, plural, one {# day} other {# days}} from the start',
    hours: 'at most {count, plural, one {# hour} other {# hours}}',
    most: 'at most {count, plural, one {# day} other {# days}}',
  },
});

const DAY_MINUTES = 24 * 60;

/** Longest time in words. */
export function useLimitText(): (kind: GrantKind, limits: WindowLimits) => string {
  const t = useText();
  return (kind, limits) => {
    const minutes = longest(kind, limits);
    return minutes % DAY_MINUTES === 0 && minutes > 0
      ? t('most', { count: minutes / DAY_MINUTES })
      : t('hours', { count: Math.floor(minutes / 60) });
  };
}

function useChoiceText(start: number, clock: WorkClock): (choice: WindowChoice) => string {
  const t = useText();
  return (choice) => {
    if (choice === 'shift') {
      const shift = shiftAt(start, clock);
      return shift ? t('shift', { shift: t(shift.code) }) : t('office');
    }
    if (choice === 'next' || choice === 'today' || choice === 'custom') return t(choice);
    return t('days', { count: Number(choice.slice(1)) });
  };
}

function Begin({ value, onChange }: { value: WindowValue; onChange: (value: WindowValue) => void }) {
  const t = useText();
  const [opened] = useState(() => new Date().toISOString());
  const isLater = value.from !== null;
  return (
    <div className="access-field">
      <span className="access-label">{t('begin')}</span>
      <Radio.Group
        aria-label={t('begin')}
        value={isLater ? 'later' : 'approved'}
        options={[
          { value: 'approved', label: t('approved') },
          { value: 'later', label: t('later') },
        ]}
        onChange={(event) => onChange({ ...value, from: event.target.value === 'later' ? opened : null })}
      />
      {isLater && (
        <InstantInput
          aria-label={t('from')}
          value={value.from}
          min={opened}
          onChange={(from) => onChange({ ...value, from: from ?? opened })}
        />
      )}
    </div>
  );
}

/** Enters how long a permission is wanted, by quick choices within its limits or by an own end; and when it begins. */
export function WindowFields(props: {
  kind: GrantKind;
  limits: WindowLimits;
  /** By which clock the person works for whom it is. */
  clock: WorkClock;
  value: WindowValue;
  onChange: (value: WindowValue) => void;
  withBegin?: boolean;
}) {
  const t = useText();
  const label = useId();
  const format = useFormat();
  const limitText = useLimitText();
  const { kind, limits, clock, value, onChange } = props;
  const [opened] = useState(() => Date.now());
  const start = startOf(value, opened);
  const choiceText = useChoiceText(start, clock);
  const options = choicesFor(kind, limits, start, clock);
  const end = endOfChoice(value.choice, start, clock);
  return (
    <>
      <div className="access-field">
        <span id={label} className="access-label">
          {t('long')} <span className="access-hint">{limitText(kind, limits)}</span>
        </span>
        <Radio.Group
          aria-labelledby={label}
          optionType="button"
          className="access-choices"
          value={value.choice}
          options={options.map((choice) => ({ value: choice, label: choiceText(choice) }))}
          onChange={(event) => onChange({ ...value, choice: event.target.value as WindowChoice })}
        />
        {end && <span className="access-hint">{t('endsAt', { when: format.instant(end, clock.zone) })}</span>}
        {value.choice === 'custom' && (
          <InstantInput
            aria-label={t('until')}
            value={value.until}
            min={new Date(opened).toISOString()}
            onChange={(until) => onChange({ ...value, until })}
          />
        )}
      </div>
      {props.withBegin && <Begin value={value} onChange={onChange} />}
    </>
  );
}
