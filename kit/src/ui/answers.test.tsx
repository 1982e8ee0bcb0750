import { exampleRequest, exampleResponse } from '@eoms/contracts/fake';
import { getStore, listStores } from '@eoms/contracts/stores/stores.contract';
import { act, screen, waitFor } from '@testing-library/react';
import { useQueryClient, type QueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { beforeEach, expect, test } from 'vitest';
import { portal } from '../portal.ts';
import { fakeBff, noNetwork, problem } from '../testing/fake-bff.ts';
import { renderPage } from '../testing/render.ts';
import { DataTable } from './data-table.tsx';
import { useEndpointPages } from './pages.ts';
import { useEndpoint } from './query.ts';
import { Loaded } from './states.tsx';

const bff = fakeBff();
const { storeId } = exampleRequest(getStore).params as { storeId: string };
const store = exampleResponse(getStore);
const [row] = exampleResponse(listStores).items;
const without = (...codes: string[]): Set<string> =>
  new Set([...portal.getState().metas].filter((meta) => !codes.includes(meta)));

let client: QueryClient;
let version = 0;
beforeEach(() => {
  version = 0;
});

/** Permissions become others, as the shell writes it once it has heard. */
const change = (metas = portal.getState().metas): void =>
  act(() => portal.setState({ accessVersion: `changed ${(version += 1)}`, metas }));

function Client() {
  const own = useQueryClient();
  useEffect(() => {
    client = own;
  }, [own]);
  return null;
}

function StorePage() {
  const query = useEndpoint(getStore, { params: { storeId } });
  return (
    <>
      <Client />
      {/* A careless page: shows what it has, whatever the state. */}
      <p>data: {query.data?.name ?? 'none'}</p>
      <Loaded query={query}>{() => <p>loaded</p>}</Loaded>
    </>
  );
}

function ListPage() {
  const pages = useEndpointPages(listStores, {});
  return (
    <>
      <Client />
      <input aria-label="draft" />
      <DataTable
        label="stores"
        columns={[{ key: 'name', title: 'name', render: ({ name }) => name }]}
        rowKey={({ id }) => id}
        pages={pages}
      />
    </>
  );
}

test('a permission taken away takes the rows off the page at once, before anybody answers, and out of the memory', async () => {
  const { user } = renderPage(<ListPage />);
  await screen.findByText(row?.name ?? '');
  await user.type(screen.getByLabelText('draft'), 'half a word');
  bff.on(listStores, () => new Promise<never>(() => undefined));
  change(without('stores.store.view'));
  await waitFor(() => expect(screen.queryByText(row?.name ?? '')).toBeNull());
  expect(
    JSON.stringify(
      client
        .getQueryCache()
        .getAll()
        .map(({ state }) => state.data),
    ),
  ).not.toContain(row?.name);
  expect(screen.getByLabelText<HTMLInputElement>('draft').value).toBe('half a word');
});

test('rows outside a smaller scope go as soon as the new answer is there; what was typed stays', async () => {
  const { user } = renderPage(<ListPage />);
  await screen.findByText(row?.name ?? '');
  await user.type(screen.getByLabelText('draft'), 'half a word');
  bff.on(listStores, { items: [], next: null });
  change();
  await waitFor(() => expect(screen.queryByText(row?.name ?? '')).toBeNull());
  expect(screen.getByLabelText<HTMLInputElement>('draft').value).toBe('half a word');
});

test('a refusal drops the data itself: even a page that looks at nothing else shows none', async () => {
  renderPage(<StorePage />);
  await screen.findByText(`data: ${store.name}`);
  bff.on(getStore, problem('not_found'));
  change();
  await screen.findByText('data: none');
  expect(screen.getByText('内容不存在，或你无权查看')).toBeTruthy();
});

test('an answer that was asked for before the change does not repaint: it is asked for anew', async () => {
  const before = Promise.withResolvers<void>();
  bff.on(getStore, () => before.promise.then(() => ({ ...store, name: '旧权限下的门店' })));
  const shown: string[] = [];
  const watching = new MutationObserver(() => shown.push(document.body.textContent ?? ''));
  renderPage(<StorePage />);
  watching.observe(document.body, { childList: true, subtree: true, characterData: true });
  await waitFor(() => expect(bff.calls(getStore)).toHaveLength(1));
  bff.on(getStore, problem('permission_missing'));
  change(without('stores.store.view'));
  before.resolve();
  await screen.findByText('你没有查看此内容的权限');
  expect(bff.calls(getStore)).toHaveLength(2);
  watching.disconnect();
  expect(shown.filter((text) => text.includes('旧权限下的门店'))).toEqual([]);
});

test('a refusal that was given before a grant does not stand', async () => {
  const before = Promise.withResolvers<void>();
  bff.on(getStore, () => before.promise.then(() => problem('permission_missing')));
  renderPage(<StorePage />);
  await waitFor(() => expect(bff.calls(getStore)).toHaveLength(1));
  bff.on(getStore, store);
  change();
  before.resolve();
  await screen.findByText('loaded');
});

test('what was read ahead or left behind is not kept over a change', async () => {
  function Both() {
    const [open, setOpen] = useState(true);
    return (
      <>
        <button onClick={() => setOpen(!open)}>turn</button>
        {open ? <StorePage /> : <ListPage />}
      </>
    );
  }
  const { user } = renderPage(<Both />);
  await screen.findByText(`data: ${store.name}`);
  await user.click(screen.getByText('turn'));
  await screen.findByText(row?.name ?? '');
  bff.on(getStore, () => new Promise<never>(() => undefined));
  change();
  await user.click(screen.getByText('turn'));
  expect(screen.getByText('data: none')).toBeTruthy();
});

test('while nobody answers the page stays, with a notice, and asks until somebody does', async () => {
  renderPage(<StorePage />);
  await screen.findByText(`data: ${store.name}`);
  bff.on(getStore, noNetwork);
  change();
  await screen.findByRole('alert');
  expect(screen.getByText(`data: ${store.name}`)).toBeTruthy();
  bff.on(getStore, problem('permission_missing'));
  await screen.findByText('data: none', undefined, { timeout: 10_000 });
});

test('another tick of the same permissions reads nothing again', async () => {
  renderPage(<StorePage />);
  await screen.findByText(`data: ${store.name}`);
  act(() => portal.setState({ metas: new Set(portal.getState().metas) }));
  expect(bff.calls(getStore)).toHaveLength(1);
});
