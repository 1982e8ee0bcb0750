import { Button } from 'antd';
import type { Pages } from './pages.ts';
import { useUiText } from './texts.ts';

/** Ways to the neighbouring pages; nothing when there is only one page. */
export function Pager({ pages }: { pages: Partial<Pages<unknown>> }) {
  const t = useUiText();
  const { hasNext = false, hasPrevious = false, pageNumber = 1 } = pages;
  if (!hasNext && !hasPrevious) return null;
  return (
    <nav aria-label={t('pager')} className="eoms-pager">
      {hasPrevious && pageNumber === null ? (
        <Button onClick={pages.first}>{t('firstPage')}</Button>
      ) : (
        <Button disabled={!hasPrevious} onClick={pages.previous}>
          {t('previousPage')}
        </Button>
      )}
      {pageNumber !== null && <span aria-live="off">{t('page', { page: pageNumber })}</span>}
      <Button disabled={!hasNext} onClick={pages.next}>
        {t('nextPage')}
      </Button>
    </nav>
  );
}
