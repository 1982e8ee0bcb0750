import { dismissDeadLetter, type DeadLetter } from '@eoms/contracts/access/sync.contract';
import { describeError, ProblemError, useLocalized } from '@eoms/kit';
import { App, fieldMaxLength, fieldRules, Form, Input } from '@eoms/kit/ui';
import { useState } from 'react';
import { FormDialog, useDialog } from '../../form-dialog.tsx';
import { useLetterName } from './letter-cells.tsx';
import { useLetterText } from './sync-texts.ts';
import { useSyncWords } from './sync-words.ts';
import { useDismiss, type Outcome } from './sync.api.ts';

const SHOWN = 8;

/** Closes records with one reason; tells record by record what was refused. */
export function DismissDialog({ letters, onClosed }: { letters: readonly DeadLetter[]; onClosed: () => void }) {
  const t = useLetterText();
  const w = useSyncWords();
  const text = useLocalized();
  const nameOf = useLetterName();
  const { message } = App.useApp();
  const dialog = useDialog();
  const [form] = Form.useForm<{ reason: string }>();
  const dismiss = useDismiss();
  const [failed, setFailed] = useState<readonly Outcome[]>([]);
  const left = failed.length > 0 ? failed.flatMap((one) => one.letters) : letters;
  const submit = async ({ reason }: { reason: string }) => {
    const outcomes = await dismiss.run(left, reason);
    const refused = outcomes.filter(({ error }) => error !== null);
    const count = outcomes.length - refused.length;
    if (count > 0) void message.success(t('dismissed', { count }));
    setFailed(refused);
    if (refused.length === 0) dialog.close();
  };
  const why = ({ error }: Outcome): string =>
    error instanceof ProblemError && error.problem.code === 'not_found'
      ? t('closedElsewhere')
      : text(describeError(error).title);
  return (
    <FormDialog
      dialog={dialog}
      title={failed.length > 0 ? t('failed', { count: failed.length }) : t('dismissTitle', { count: left.length })}
      lead={t('dismissHint')}
      okText={t('dismiss')}
      cancelText={w('cancel')}
      danger
      form={form}
      command={{ isPending: dismiss.isPending, error: null }}
      onSubmit={(values) => void submit(values)}
      onClosed={onClosed}
    >
      <ul className="access-plain access-sync-names">
        {failed.length > 0
          ? failed.map((one) => (
              <li key={one.letters[0]?.id}>
                {one.letters.map(nameOf).join()} <span className="access-error">{why(one)}</span>
              </li>
            ))
          : left.slice(0, SHOWN).map((letter) => <li key={letter.id}>{nameOf(letter)}</li>)}
        {left.length > SHOWN && failed.length === 0 && <li>…</li>}
      </ul>
      <Form.Item
        name="reason"
        label={t('reason')}
        extra={t('reasonHint')}
        rules={fieldRules(dismissDeadLetter, 'reason')}
      >
        <Input autoComplete="off" maxLength={fieldMaxLength(dismissDeadLetter, 'reason') ?? 200} />
      </Form.Item>
    </FormDialog>
  );
}
