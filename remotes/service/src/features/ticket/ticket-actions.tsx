import { announce, usePortal } from '@eoms/kit';
import { Button, Dropdown, ProblemAlert } from '@eoms/kit/ui';
import { useState } from 'react';
import { useTicketText } from '../../labels.ts';
import { AssignDialog } from './assign-dialog.tsx';
import { EditDialog } from './edit-dialog.tsx';
import { MoveDialog } from './move-dialog.tsx';
import { useMoveText } from './move-texts.ts';
import { isAtOnce, movesOf, type Move } from './moves.ts';
import { useAssign, useChangeState, type Desk } from './ticket.api.ts';
import { usePageText } from './ticket-texts.ts';

/** Which dialog stands open. */
export type Dialog = { readonly kind: 'assign' | 'edit' } | { readonly kind: 'move'; readonly move: Move };

/** Dialogs, and deeds that need none, of one ticket. */
export function useDeeds(desk: Desk, onDone: () => void) {
  const t = usePageText();
  const m = useMoveText();
  const s = useTicketText();
  const { ticket } = desk;
  const me = usePortal((state) => state.person?.id);
  const [dialog, open] = useState<Dialog | null>(null);
  const change = useChangeState(desk);
  const assign = useAssign(desk);
  const params = { ticketId: ticket.id };
  const move = (wanted: Move) => {
    const [to] = wanted.to;
    if (!isAtOnce(wanted.name) || !to) return open({ kind: 'move', move: wanted });
    assign.reset();
    change.mutate(
      { params, body: { to, reason: null, wakeAt: null }, ifMatch: ticket.version },
      { onSuccess: (after) => (announce(m('done', { state: s(after.state) })), onDone()) },
    );
  };
  const take = () => {
    change.reset();
    if (me)
      assign.mutate(
        { params, body: { ownerId: me, note: null }, ifMatch: ticket.version },
        { onSuccess: () => (announce(t('assigned')), onDone()) },
      );
  };
  return {
    dialog,
    open,
    close: (done: boolean) => {
      open(null);
      if (done) onDone();
    },
    move,
    take: ticket.mayAssign && me !== undefined && me !== ticket.ownerId ? take : null,
    pending: change.isPending ? 'move' : assign.isPending ? 'take' : null,
    error: change.error ?? assign.error,
  } as const;
}

/** What {@link useDeeds} gives. */
export type Deeds = ReturnType<typeof useDeeds>;

/** Buttons of the page's head: the usual steps in sight, the final ones behind one more press. */
export function TicketActions({ desk, deeds }: { desk: Desk; deeds: Deeds }) {
  const t = usePageText();
  const m = useMoveText();
  const { ticket } = desk;
  const moves = movesOf(ticket);
  const usual = moves.filter((move) => move.name !== 'invalid');
  const rare = moves.filter((move) => move.name === 'invalid');
  const primary = usual.find((move) => move.name === 'resolve') ?? usual.find((move) => isAtOnce(move.name)) ?? null;
  return (
    <>
      {ticket.mayAssign && <Button onClick={() => deeds.open({ kind: 'assign' })}>{t('assign')}</Button>}
      {ticket.mayEdit && <Button onClick={() => deeds.open({ kind: 'edit' })}>{t('edit')}</Button>}
      {usual.map((move) => (
        <Button
          key={move.name}
          type={move === primary ? 'primary' : 'default'}
          loading={deeds.pending === 'move' && isAtOnce(move.name)}
          onClick={() => deeds.move(move)}
        >
          {m(move.name)}
        </Button>
      ))}
      {rare.length > 0 && (
        <Dropdown
          trigger={['click']}
          menu={{
            items: rare.map((move) => ({ key: move.name, label: m(move.name), danger: true })),
            onClick: ({ key }) => {
              const chosen = rare.find((move) => move.name === key);
              if (chosen) deeds.move(chosen);
            },
          }}
        >
          <Button aria-label={m('more')} aria-haspopup="menu" title={m('more')}>
            <span aria-hidden="true">⋯</span>
          </Button>
        </Dropdown>
      )}
    </>
  );
}

/** Dialog that stands open, and why a deed without one was refused. */
export function DeedsOutlet({ desk, deeds }: { desk: Desk; deeds: Deeds }) {
  const { dialog, close } = deeds;
  return (
    <>
      <ProblemAlert problem={deeds.error} />
      {dialog?.kind === 'assign' && <AssignDialog desk={desk} onClose={close} />}
      {dialog?.kind === 'edit' && <EditDialog desk={desk} onClose={close} />}
      {dialog?.kind === 'move' && <MoveDialog desk={desk} move={dialog.move} onClose={close} />}
    </>
  );
}
