import { fireEvent, screen, waitFor } from '@testing-library/react';
import { expect, test } from 'vitest';
import { fakeBff } from '../testing/fake-bff.ts';
import { renderPage } from '../testing/render.ts';
import { LinkButton } from './link-button.tsx';

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
