import { useCan } from '@eoms/kit';
import { Button } from '@eoms/kit/ui';
import { useState } from 'react';
import { changeBasket, useChangeBasket } from './change-basket.ts';
import { ChangeDrawer } from './change-drawer.tsx';
import { useChangeText } from './change-texts.ts';
import './catalogue.css';

/** At the foot of every page of the catalogue: what was collected, and the way to its effect and its proposal. */
export function ChangeBar() {
  const t = useChangeText();
  const mayPropose = useCan('access.catalogue.propose');
  const entries = useChangeBasket();
  const [isOpen, setOpen] = useState(false);
  if (!mayPropose) return null;
  return (
    <>
      {entries.length > 0 && (
        <section aria-label={t('pending')} className="access-change-bar">
          <span role="status">{t('collected', { count: entries.length })}</span>
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
