import { useCan } from '@eoms/kit';
import { Button } from '@eoms/kit/ui';
import { useEffect, useState } from 'react';
import { changeBasket, useChangeBasket } from './change-basket.ts';
import { ChangeDrawer } from './change-drawer.tsx';
import { useChangeText } from './change-texts.ts';
import './catalogue.css';

/** While something waits to be proposed, closing the tab asks first: it is kept, but nobody has seen it yet. */
function useLeaveWarning(isWaiting: boolean): void {
  useEffect(() => {
    if (!isWaiting) return undefined;
    const warn = (event: BeforeUnloadEvent) => event.preventDefault();
    addEventListener('beforeunload', warn);
    return () => removeEventListener('beforeunload', warn);
  }, [isWaiting]);
}

/** At the foot of every page of the catalogue: what was collected, and the way to its effect and its proposal. */
export function ChangeBar() {
  const t = useChangeText();
  const mayPropose = useCan('access.catalogue.propose');
  const entries = useChangeBasket();
  const [isOpen, setOpen] = useState(false);
  useLeaveWarning(mayPropose && entries.length > 0);
  if (!mayPropose) return null;
  return (
    <>
      {entries.length > 0 && (
        <section aria-label={t('pending')} className="access-change-bar">
          <span className="access-lines">
            <span role="status">{t('collected', { count: entries.length })}</span>
            <span className="access-hint">{t('kept')}</span>
          </span>
          <span className="access-tags">
            <Button onClick={changeBasket.clear}>{t('clear')}</Button>
            <Button type="primary" onClick={() => setOpen(true)}>
              {t('review')}
            </Button>
          </span>
        </section>
      )}
      <ChangeDrawer isOpen={isOpen} onClose={() => setOpen(false)} />
    </>
  );
}
