import { exampleRequest, exampleResponse } from '@eoms/contracts/fake';
import { getStore, listStores, updateStore } from '@eoms/contracts/stores/stores.contract';
import { act, screen, waitFor, within } from '@testing-library/react';
import { expect, test, vi } from 'vitest';
import { portal } from '../portal.ts';
import { fakeBff, noNetwork, problem } from '../testing/fake-bff.ts';
import { renderPage } from '../testing/render.ts';
import { useCommand, useEndpoint } from './query.ts';
import { Loaded, ProblemAlert } from './states.tsx';

const bff = fakeBff();
const { storeId } = exampleRequest(getStore).params as { storeId: string };

function StorePage() {
  return <Loaded query={useEndpoint(getStore, { params: { storeId } })}>{(store) => <p>{store.name}</p>}</Loaded>;
}

const done = vi.fn();

function EditPage() {
  const save = useCommand(updateStore, { onSuccess: done });
  const press = (hosts: number) => () => save.mutate({ params: { storeId }, body: { hosts }, ifMatch: 3 });
  return (
    <>
      <button onClick={press(100)}>save 100</button>
      <button onClick={press(200)}>save 200</button>
      <ProblemAlert problem={save.error} />
      <output>{save.status}</output>
    </>
  );
}

const keys = () => bff.calls(updateStore).map((call) => call.requestId);

test('shows the record, after a loading state that is said', async () => {
  renderPage(<StorePage />);
  expect(screen.getByRole('status').textContent).toBe('正在加载');
  expect(await screen.findByText(exampleResponse(getStore).name)).toBeTruthy();
});

test('permission missing: names it in the person’s words', async () => {
  bff.on(
    getStore,
    problem('permission_missing', {
      meta: {
        code: 'stores.store.view',
        name: { zh: '查看门店', en: 'See stores' },
        system: { zh: '门店管理', en: 'Stores' },
      },
    }),
  );
  renderPage(<StorePage />);
  expect(await screen.findByText('缺少的权限：查看门店（门店管理）')).toBeTruthy();
});

test('permission missing: one click asks for it, from a page and from an alert, and only where one may ask', async () => {
  const missing = problem('permission_missing', {
    meta: {
      code: 'stores.store.edit',
      name: { zh: '编辑门店资料', en: 'Edit stores' },
      system: { zh: '门店管理', en: 'Stores' },
    },
  });
  bff.on(getStore, missing);
  bff.on(updateStore, missing);
  const intents = {
    'access.request': { path: '/access/request', system: 'access' as const, allowed: true, reason: null },
  };
  const { user } = renderPage(
    <>
      <StorePage />
      <EditPage />
    </>,
    { path: '/stores/stores/1', intents },
  );
  const asked = '/access/request?meta=stores.store.edit&from=%2Fstores%2Fstores%2F1';
  expect((await screen.findByRole('link', { name: '申请权限' })).getAttribute('href')).toBe(asked);
  expect(screen.getByText(/由直属上级审批/)).toBeTruthy();
  await user.click(screen.getByText('save 100'));
  const alert = within(await screen.findByRole('alert'));
  expect(alert.getByText('缺少的权限：编辑门店资料（门店管理）')).toBeTruthy();
  expect(alert.getByRole('link', { name: '申请权限' }).getAttribute('href')).toBe(asked);
  act(() => portal.setState({ intents: {} }));
  expect(screen.queryByRole('link')).toBeNull();
});

test('not found has its own state', async () => {
  bff.on(getStore, problem('not_found'));
  renderPage(<StorePage />, { locale: 'en' });
  expect(await screen.findByText('It does not exist, or you may not see it')).toBeTruthy();
});

test('a failure says what to do, gives the request id, and is tried again', async () => {
  bff.on(getStore, problem('internal'));
  const { user } = renderPage(<StorePage />);
  const alert = await screen.findByRole('alert');
  expect(alert.textContent).toContain('请求编号');
  bff.on(getStore, exampleResponse(getStore));
  await user.click(screen.getByRole('button', { name: '重试' }));
  expect(await screen.findByText(exampleResponse(getStore).name)).toBeTruthy();
});

test('changed permissions outdate what is on the page', async () => {
  renderPage(<StorePage />);
  await screen.findByText(exampleResponse(getStore).name);
  bff.on(getStore, { ...exampleResponse(getStore), name: '新名字' });
  act(() => portal.setState({ accessVersion: 'second' }));
  expect(await screen.findByText('新名字')).toBeTruthy();
});

test('a permission taken away takes the record off the page; a failed repetition leaves it with a notice', async () => {
  renderPage(<StorePage />);
  const { name } = exampleResponse(getStore);
  await screen.findByText(name);
  bff.on(getStore, problem('unavailable'));
  act(() => portal.setState({ accessVersion: 'second' }));
  await screen.findByRole('alert');
  expect(screen.getByText(name)).toBeTruthy();
  bff.on(getStore, problem('permission_missing'));
  act(() => portal.setState({ accessVersion: 'third' }));
  await screen.findByText('你没有查看此内容的权限');
  expect(screen.queryByText(name)).toBeNull();
});

test('the same command pressed twice is sent and reported once', async () => {
  done.mockClear();
  const { promise, resolve } = Promise.withResolvers<void>();
  bff.on(updateStore, () => promise.then(() => exampleResponse(updateStore)));
  const { user } = renderPage(<EditPage />);
  await user.dblClick(screen.getByText('save 100'));
  await waitFor(() => expect(keys()).toHaveLength(1));
  resolve();
  await waitFor(() => expect(screen.getByRole('status').textContent).toBe('success'));
  expect(keys()).toHaveLength(1);
  expect(done).toHaveBeenCalledTimes(1);
});

test('a lost answer: the same values repeat the key, other values do not', async () => {
  bff.on(updateStore, noNetwork);
  const { user } = renderPage(<EditPage />);
  const failed = () => waitFor(() => expect(screen.getByRole('status').textContent).toBe('error'));
  await user.click(screen.getByText('save 100'));
  await failed();
  await user.click(screen.getByText('save 100'));
  await waitFor(() => expect(keys()).toHaveLength(2));
  await failed();
  await user.click(screen.getByText('save 200'));
  await waitFor(() => expect(keys()).toHaveLength(3));
  await failed();
  const [first, second, third] = keys();
  expect(second).toBe(first);
  expect(third).not.toBe(first);
});

test('after a refusal or a success the next attempt has a key of its own', async () => {
  bff.on(updateStore, problem('conflict'));
  const { user } = renderPage(<EditPage />);
  await user.click(screen.getByText('save 100'));
  expect((await screen.findByRole('alert')).textContent).toContain('与现有内容冲突');
  bff.on(updateStore, exampleResponse(updateStore));
  await user.click(screen.getByText('save 100'));
  await waitFor(() => expect(screen.getByRole('status').textContent).toBe('success'));
  await user.click(screen.getByText('save 100'));
  await waitFor(() => expect(new Set(keys()).size).toBe(3));
});

test('a success outdates the answers of the remote', async () => {
  function Both() {
    const list = useEndpoint(listStores);
    return (
      <>
        <p>{list.data?.items.length ?? '…'}</p>
        <EditPage />
      </>
    );
  }
  const { user } = renderPage(<Both />);
  await screen.findByText('1');
  bff.on(listStores, { items: [], next: null });
  await user.click(screen.getByText('save 100'));
  expect(await screen.findByText('0')).toBeTruthy();
});
