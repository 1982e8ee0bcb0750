import { fireEvent, screen, waitFor } from '@testing-library/react';
import { expect, test } from 'vitest';
import { fakeBff } from '../testing/fake-bff.ts';
import { renderPage } from '../testing/render.ts';
import { LinkButton, RequestAccess } from './link-button.tsx';

fakeBff();

test('is one link without a button inside, goes there without a reload, and leaves a new tab to the browser', async () => {
  const page = renderPage(<LinkButton to="/stores/stores/new">新建门店</LinkButton>, { path: '/stores/stores' });
  const link = screen.getByRole('link', { name: '新建门店' });
  expect(link.getAttribute('href')).toBe('/stores/stores/new');
  expect(link.querySelector('button')).toBeNull();
  // True means nobody prevented the browser's own way.
  expect(fireEvent.click(link, { ctrlKey: true })).toBe(true);
  expect(page.address()).toBe('/stores/stores');
  expect(fireEvent.click(link)).toBe(false);
  await waitFor(() => expect(page.address()).toBe('/stores/stores/new'));
});

const requests = {
  'access.request': { path: '/access/request', system: 'access' as const, allowed: true, reason: null },
};

test('without the permission it leads to the request for it, and says who decides', () => {
  renderPage(
    <LinkButton to="/stores/stores/new" meta="stores.store.create">
      新建门店
    </LinkButton>,
    { path: '/stores/stores?q=松江', metas: [], intents: requests },
  );
  const button = screen.getByRole('button', { name: '新建门店' });
  expect(button.hasAttribute('disabled')).toBe(true);
  expect(button.title).toContain('由直属上级审批');
  expect(screen.queryByRole('link', { name: '新建门店' })).toBeNull();
  const href = new URL(screen.getByRole<HTMLAnchorElement>('link', { name: '申请权限' }).href);
  expect(href.pathname).toBe('/access/request');
  expect(Object.fromEntries(href.searchParams)).toEqual({
    meta: 'stores.store.create',
    from: location.pathname + location.search,
  });
});

test('with the permission it is the link', () => {
  renderPage(
    <LinkButton to="/stores/stores/new" meta="stores.store.create">
      新建门店
    </LinkButton>,
    { metas: ['stores.store.create'], intents: requests },
  );
  expect(screen.getByRole('link', { name: '新建门店' }).getAttribute('href')).toBe('/stores/stores/new');
});

test.each([
  ['is not deployed', {}],
  [
    'is not permitted',
    { 'access.request': { ...requests['access.request'], allowed: false, reason: 'permission_missing' as const } },
  ],
])('where the request %s nothing is offered', (_case, intents) => {
  renderPage(<RequestAccess meta="stores.store.create" />, { intents });
  expect(screen.queryByRole('link')).toBeNull();
});
