import type { AccessRequest } from '@eoms/contracts/access/requests.record';
import { useLocalized } from '@eoms/kit';
import { useInboxText } from './inbox-texts.ts';

/** Who asks for what, for whom, in one sentence. */
export function useEntryTitle(): (request: AccessRequest) => string {
  const t = useInboxText();
  const text = useLocalized();
  return ({ change, items, requester, grantee }) => {
    if (change) return t('change', { name: requester.name, what: text(change.title) });
    const what = items.map(({ role, meta }) => text(role?.name ?? meta?.name ?? { zh: '', en: '' })).join(t('between'));
    const name = grantee?.name ?? requester.name;
    return grantee && grantee.id !== requester.id
      ? t('gives', { requester: requester.name, name, what })
      : t('asks', { name, what });
  };
}

/** {@link useEntryTitle} as a piece of a page. */
export function EntryTitle({ request }: { request: AccessRequest }) {
  return useEntryTitle()(request);
}
