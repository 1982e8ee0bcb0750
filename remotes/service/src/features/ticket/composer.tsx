import { replyToTicket, type Ticket } from '@eoms/contracts/service/tickets.contract';
import { announce, isProblem, useUnsavedGuard } from '@eoms/kit';
import { Alert, Button, Input, ProblemAlert, Segmented, fieldMaxLength } from '@eoms/kit/ui';
import { useId, useState, type KeyboardEvent } from 'react';
import { useTicketText, type Visibility } from '../../labels.ts';
import { useComposerText } from './composer-texts.ts';
import { useReply, type Desk } from './ticket.api.ts';

const suffix = { requester: 'Requester', store: 'Store', internal: 'Internal' } as const;
const isMac = (): boolean => /Mac|iP(?:hone|ad)/.test(navigator.userAgent);

/** Whom the person may write to; without a store there is nobody to write to there. */
const audiencesOf = ({ mayReply, mayNote, storeId }: Ticket): Visibility[] => [
  ...(mayReply ? (['requester'] as const) : []),
  ...(mayReply && storeId !== null ? (['store'] as const) : []),
  ...(mayNote ? (['internal'] as const) : []),
];

/** Why nobody can write, with what was typed before that happened. */
function Closed({ ticket, text }: { ticket: Ticket; text: string }) {
  const t = useComposerText();
  const s = useTicketText();
  const isFinal = ticket.state === 'closed' || ticket.state === 'invalid';
  return (
    <>
      <Alert type="info" showIcon title={isFinal ? t('final', { state: s(ticket.state) }) : t('mayNot')} />
      {text && <Input.TextArea aria-label={t('keptText')} readOnly value={text} rows={3} className="service-grows" />}
    </>
  );
}

/** Writes to the requester, the store or colleagues; what is typed survives every refusal and change of audience. */
export function Composer({ desk, onSent }: { desk: Desk; onSent: () => void }) {
  const t = useComposerText();
  const { ticket } = desk;
  const [text, setText] = useState('');
  const [wanted, setWanted] = useState<Visibility>('requester');
  const reply = useReply(desk);
  const hint = useId();
  const letGo = useUnsavedGuard(text.trim() !== '');
  const audiences = audiencesOf(ticket);
  const visibility = audiences.includes(wanted) ? wanted : audiences[0];
  if (!visibility) return <Closed ticket={ticket} text={text} />;
  const kind = suffix[visibility];
  const length = [...text.trim()].length;
  const max = fieldMaxLength(replyToTicket, 'text') ?? Number.POSITIVE_INFINITY;
  const maySend = length > 0 && length <= max && !reply.isPending;
  const send = () => {
    if (!maySend) return;
    reply.mutate(
      { params: { ticketId: ticket.id }, body: { visibility, text: text.trim() }, ifMatch: ticket.version },
      {
        onSuccess: () => {
          setText('');
          letGo();
          announce(t('sent'));
          onSent();
        },
      },
    );
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey) || event.nativeEvent.isComposing) return;
    event.preventDefault();
    send();
  };
  return (
    <section aria-label={t('compose')} className={`service-composer service-message-${visibility}`}>
      {isProblem(reply.error, 'someone_replied') && <p className="service-kept">{t('kept')}</p>}
      <ProblemAlert problem={reply.error} onRetry={send} />
      <div className="service-composer-head">
        <div className="service-audience">
          <Segmented<Visibility>
            aria-label={t('audience')}
            value={visibility}
            options={audiences.map((value) => ({ value, label: t(`to${suffix[value]}`) }))}
            onChange={setWanted}
          />
        </div>
        <span id={hint} className="service-composer-hint">
          {t(`hint${kind}`, { name: ticket.requester.name })}
        </span>
      </div>
      <Input.TextArea
        aria-label={t(`to${kind}`)}
        aria-describedby={hint}
        placeholder={t(`placeholder${kind}`)}
        value={text}
        readOnly={reply.isPending}
        status={length > max ? 'error' : ''}
        rows={3}
        className="service-grows"
        onChange={(event) => setText(event.target.value)}
        onKeyDown={onKeyDown}
      />
      <div className="service-composer-foot">
        <span className="service-hint">
          {length > max ? (
            <span role="alert">{t('tooLong', { max, length })}</span>
          ) : (
            t(isMac() ? 'shortcutMac' : 'shortcut')
          )}
        </span>
        <Button type="primary" disabled={length === 0 || length > max} loading={reply.isPending} onClick={send}>
          {t(`send${kind}`)}
        </Button>
      </div>
    </section>
  );
}
