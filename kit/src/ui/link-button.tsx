import { Button, type ButtonProps } from 'antd';
import type { ReactNode } from 'react';
import { useHref, useLinkClickHandler } from 'react-router';

/** A link that looks like a button: goes to a path of the portal without a reload, opens in a new tab like any link. */
export function LinkButton({
  to,
  children,
  ...look
}: Pick<ButtonProps, 'type' | 'size'> & { to: string; children: ReactNode }) {
  const follow = useLinkClickHandler<HTMLElement>(to);
  return (
    <Button {...look} href={useHref(to)} onClick={follow as unknown as NonNullable<ButtonProps['onClick']>}>
      {children}
    </Button>
  );
}
