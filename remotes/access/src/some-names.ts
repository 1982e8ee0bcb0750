import type { PersonRef } from '@eoms/contracts/access/shared.record';
import { messages } from '@eoms/kit';

const MOST = 3;

const useText = messages({
  'zh-CN': { between: '、', more: '{names}等 {count} 人' },
  en: { between: ', ', more: '{names} and more ({count} in all)' },
});

/** Names of people in one line: the first few, and how many there are when there are more. */
export function useSomeNames(): (people: readonly PersonRef[]) => string {
  const t = useText();
  return (people) => {
    const names = people
      .slice(0, MOST)
      .map(({ name }) => name)
      .join(t('between'));
    const { length: count } = people;
    return count > MOST ? t('more', { names, count }) : names;
  };
}
