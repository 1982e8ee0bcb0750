import { isProblem, useLocalized } from '@eoms/kit';
import { Alert } from '@eoms/kit/ui';
import { toldFields, useStoreText } from '../../labels.ts';
import { movedBy, useShownValue } from '../../shown-value.ts';
import { usePageText } from './store-texts.ts';

/** Somebody else changed the store first: says what it is now, and that sending again goes upon that. */
export function MovedNotice({ error }: { error: unknown }) {
  const t = usePageText();
  const s = useStoreText();
  const text = useLocalized();
  const shown = useShownValue();
  const moved = movedBy(error);
  if (!moved || !isProblem(error, 'stale_version')) return null;
  const { store } = moved;
  const lines = toldFields.filter((field) => moved.fields.includes(field));
  return (
    <Alert
      type="warning"
      showIcon
      role="alert"
      className="stores-moved"
      title={text(error.problem.messages)}
      description={
        <>
          {lines.length > 0 && (
            <dl>
              {lines.map((field) => (
                <div key={field}>
                  <dt>{s(field)}</dt>
                  <dd>{shown(field, store[field], store)}</dd>
                </div>
              ))}
            </dl>
          )}
          <p>{t('movedNext')}</p>
        </>
      }
    />
  );
}
