import type { IntentParams } from '@eoms/contracts/intents';
import { screen } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { render } from '@testing-library/react';
import { expect, test, vi } from 'vitest';
import { IntentLink } from './intents.tsx';
import { setNavigator } from './navigation.ts';
import { Can } from './permission.tsx';
import { portal } from './portal.ts';

const answered = {
  'ticket.list': { path: '/service/tickets', system: 'service' as const, allowed: true, reason: null },
};

test('an answered intent is a link that stays in the tab', async () => {
  const go = vi.fn();
  setNavigator(go);
  portal.setState({ intents: answered });
  render(
    <IntentLink intent="ticket.list" params={{ storeId: 'a b' }}>
      工单
    </IntentLink>,
  );
  const link = screen.getByRole('link', { name: '工单' });
  expect(link.getAttribute('href')).toBe('/service/tickets?storeId=a+b');
  await userEvent.click(link);
  expect(go).toHaveBeenCalledWith('/service/tickets?storeId=a+b');
});

test('path parameters are filled and escaped', () => {
  portal.setState({
    intents: { 'store.open': { path: '/stores/stores/:storeId', system: 'stores', allowed: true, reason: null } },
  });
  render(
    <IntentLink intent="store.open" params={{ storeId: 'x/y' }}>
      店
    </IntentLink>,
  );
  expect(screen.getByRole('link').getAttribute('href')).toBe('/stores/stores/x%2Fy');
});

test.each([
  ['not deployed', {}, '该功能尚未上线'],
  [
    'not permitted',
    { 'ticket.list': { ...answered['ticket.list'], allowed: false, reason: 'permission_missing' as const } },
    '没有打开它的权限',
  ],
])('%s: disabled, reachable by keyboard, says why', (_case, intents, reason) => {
  portal.setState({ intents });
  render(
    <IntentLink intent="ticket.list" params={{}}>
      工单
    </IntentLink>,
  );
  const link = screen.getByRole('link', { name: '工单' });
  expect(link.getAttribute('aria-disabled')).toBe('true');
  expect(document.querySelector(`#${CSS.escape(link.getAttribute('aria-describedby') ?? '')}`)?.textContent).toContain(
    reason,
  );
  expect(link.tabIndex).toBe(0);
  expect(link.hasAttribute('href')).toBe(false);
});

test('what may be asked for can be asked for with one click', async () => {
  const go = vi.fn();
  setNavigator(go);
  const denied = { ...answered['ticket.list'], allowed: false, reason: 'permission_missing' as const };
  const request = { path: '/access/request', system: 'access' as const, allowed: true, reason: null };
  portal.setState({
    intents: { 'ticket.list': { ...denied, meta: 'service.ticket.view' }, 'access.request': request },
  });
  render(
    <IntentLink intent="ticket.list" params={{}}>
      工单
    </IntentLink>,
  );
  await userEvent.click(screen.getByRole('link', { name: '申请权限' }));
  expect(go).toHaveBeenCalledWith('/access/request?meta=service.ticket.view&from=%2F');
});

test('wrong parameters do not compile', () => {
  // @ts-expect-error -- the store's id is missing
  const missing: IntentParams<'store.open'> = {};
  // @ts-expect-error -- no such parameter
  const unknown: IntentParams<'ticket.list'> = { shop: '1' };
  expect([missing, unknown]).toHaveLength(2);
});

test('Can draws for holders only', () => {
  portal.setState({ metas: new Set(['stores.store.view']) });
  render(
    <>
      <Can meta="stores.store.view">see</Can>
      <Can meta="stores.store.edit" fallback="no">
        edit
      </Can>
    </>,
  );
  expect(document.body.textContent).toBe('seeno');
});
