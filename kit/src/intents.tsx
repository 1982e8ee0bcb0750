import { fillPath } from '@eoms/contracts/endpoint';
import type { IntentName, IntentParams } from '@eoms/contracts/intents';
import { useId, type MouseEvent, type ReactNode } from 'react';
import { messages } from './messages.ts';
import { navigateTo } from './navigation.ts';
import { usePortal, type ResolvedIntent } from './portal.ts';

const useText = messages({
  'zh-CN': {
    not_deployed: '该功能尚未上线',
    permission_missing: '你没有打开它的权限，如工作需要请向直属上级申请',
    request: '申请权限',
  },
  en: {
    not_deployed: 'This is not available yet',
    permission_missing: 'You may not open it; ask your superior if you need it',
    request: 'Ask for it',
  },
});

/** Where a typed link leads for this person, or why it leads nowhere. */
export interface IntentTarget {
  readonly href: string | null;
  readonly reason: ResolvedIntent['reason'];
  /** Permission to ask for, when that is what is missing. */
  readonly meta?: string;
}

function hrefOf(path: string, params: Readonly<Record<string, string | undefined>>): string {
  const inPath = new Set([...path.matchAll(/:(\w+)/g)].map(([, name]) => name));
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(params)) if (!inPath.has(name) && value) query.set(name, value);
  return fillPath(path, params) + (query.size ? `?${query}` : '');
}

/** Resolves a typed cross-system link; `href` is null, with the reason, when it is not deployed or not permitted. */
export function useIntent<N extends IntentName>(name: N, params: IntentParams<N>): IntentTarget {
  const resolved = usePortal((state) => state.intents[name]);
  if (!resolved?.path) return { href: null, reason: 'not_deployed' };
  const { reason, meta } = resolved;
  if (!resolved.allowed) return { href: null, reason: reason ?? 'permission_missing', ...(meta ? { meta } : {}) };
  return { href: hrefOf(resolved.path, params), reason: null };
}

/** Address of the request for a permission, which leads back here; null where the person cannot ask in this portal. */
export function useAccessRequest(meta: string): string | null {
  const { pathname, search } = location;
  return useIntent('access.request', { meta, from: pathname + search }).href;
}

const isPlainClick = (event: MouseEvent): boolean =>
  event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey;

const follow =
  (href: string) =>
  (event: MouseEvent): void => {
    if (event.defaultPrevented || !isPlainClick(event)) return;
    event.preventDefault();
    navigateTo(href);
  };

function RequestLink({ meta }: { meta: string }) {
  const t = useText();
  const href = useAccessRequest(meta);
  if (href === null) return null;
  return (
    <a href={href} className="eoms-link eoms-request-link" onClick={follow(href)}>
      {t('request')}
    </a>
  );
}

/** A link to another system; where it leads nowhere it is drawn disabled and says why to eyes, keyboard and screen reader. */
export function IntentLink<N extends IntentName>(props: {
  intent: N;
  params: IntentParams<N>;
  children: ReactNode;
  className?: string;
}) {
  const t = useText();
  const reasonId = useId();
  const { href, reason, meta } = useIntent(props.intent, props.params);
  const className = ['eoms-link', props.className].filter(Boolean).join(' ');
  if (href === null) {
    const why = t(reason ?? 'not_deployed');
    return (
      <>
        <span
          // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role -- it leads nowhere, and an anchor without address is no link
          role="link"
          aria-disabled="true"
          tabIndex={0}
          className={className}
          data-why={why}
          aria-describedby={reasonId}
        >
          {props.children}
        </span>
        <span id={reasonId} hidden>
          {why}
        </span>
        {meta && <RequestLink meta={meta} />}
      </>
    );
  }
  return (
    <a href={href} className={className} onClick={follow(href)}>
      {props.children}
    </a>
  );
}
