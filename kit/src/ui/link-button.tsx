import type { MetaCode } from '@eoms/contracts/endpoint';
import { Button, type ButtonProps } from 'antd';
import { useId, type ReactNode } from 'react';
import { useHref, useLinkClickHandler } from 'react-router';
import { useAccessRequest } from '../intents.tsx';
import { usePortal } from '../portal.ts';
import { useUiText } from './texts.ts';

type Look = Pick<ButtonProps, 'type' | 'size'>;

interface LinkButtonProps extends Look {
  readonly to: string;
  /** Permission that opens the target: without it the button is there, but leads to the request for it. */
  readonly meta?: MetaCode;
  readonly children: ReactNode;
}

function OpenLink({ to, children, ...look }: Omit<LinkButtonProps, 'meta'>) {
  const follow = useLinkClickHandler<HTMLElement>(to);
  return (
    <Button {...look} href={useHref(to)} onClick={follow as unknown as NonNullable<ButtonProps['onClick']>}>
      {children}
    </Button>
  );
}

/** One click to ask for a missing permission; nothing where that cannot be asked for here. */
export function RequestAccess({ meta, ...look }: Look & { readonly meta: string }) {
  const t = useUiText();
  const href = useAccessRequest(meta);
  return (
    href !== null && (
      <OpenLink {...look} to={href}>
        {t('requestAccess')}
      </OpenLink>
    )
  );
}

function DeniedLink({ meta, children, ...look }: Look & { readonly meta: MetaCode; readonly children: ReactNode }) {
  const t = useUiText();
  const reason = useId();
  return (
    <span className="eoms-denied-link">
      <Button {...look} disabled aria-describedby={reason} title={t('deniedAction')}>
        {children}
      </Button>
      <span id={reason} hidden>
        {t('deniedAction')}
      </span>
      <RequestAccess {...look} type="link" meta={meta} />
    </span>
  );
}

/** A link that looks like a button: goes to a path of the portal without a reload, opens in a new tab like any link. */
export function LinkButton({ meta, ...props }: LinkButtonProps) {
  const may = usePortal(({ metas }) => meta === undefined || metas.has(meta));
  return may || meta === undefined ? <OpenLink {...props} /> : <DeniedLink {...props} meta={meta} />;
}
