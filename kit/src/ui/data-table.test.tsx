import { exampleResponse } from '@eoms/contracts/fake';
import { listStores, type StoreRow } from '@eoms/contracts/stores/stores.contract';
import { screen, waitFor, within } from '@testing-library/react';
import { expect, test } from 'vitest';
import { fakeBff, problem } from '../testing/fake-bff.ts';
import { renderPage } from '../testing/render.ts';
import { DataTable, type Column } from './data-table.tsx';
import { FilterBar, FilterSelect } from './filter-bar.tsx';
import { SearchField } from './inputs.tsx';
import { useEndpointPages } from './pages.ts';
import { urlSomeOf, urlText, useUrlSort, useUrlState } from './url-state.ts';

const bff = fakeBff();
const statuses = ['preparing', 'trial', 'open', 'suspended', 'closed'] as const;
const [example] = exampleResponse(listStores).items as [StoreRow];
const named = (name: string, index: number): StoreRow => ({
  ...example,
  id: `0195844e-2d00-7000-8000-00000000000${index}`,
  name,
});
const rows = ['甲店', '乙店', '丙店', '丁店', '戊店'].map(named);

const columns: Column<StoreRow>[] = [
  { key: 'name', title: '门店', sort: 'name', render: (store) => store.name },
  { key: 'hosts', title: '机器数', sort: 'hosts', align: 'end', render: (store) => store.hosts },
  { key: 'city', title: '城市', render: (store) => store.city },
];

function StoresPage() {
  const [filters, setFilters] = useUrlState({ q: urlText(), status: urlSomeOf(statuses) });
  const sort = useUrlSort(['name', 'hosts'], { sort: 'name', order: 'asc' });
  const pages = useEndpointPages(listStores, {
    query: { q: filters.q, status: [...filters.status], sort: sort.sort, order: sort.order, limit: 2 },
  });
  return (
    <>
      <FilterBar
        search={<SearchField value={filters.q} onSearch={(q) => setFilters({ q })} />}
        active={filters.status.length}
        onClear={() => setFilters({ q: '', status: [] })}
      >
        <FilterSelect
          label="状态"
          multiple
          options={statuses.map((value) => ({ value, label: value }))}
          value={filters.status}
          onChange={(status) => setFilters({ status })}
        />
      </FilterBar>
      <DataTable
        label="门店列表"
        columns={columns}
        rowKey={(store) => store.id}
        pages={pages}
        sort={sort}
        rowHref={(store) => `/stores/${store.id}`}
      />
    </>
  );
}

/** Two rows a page, the cursor being the index of the first row. */
const paged = () =>
  bff.on(listStores, ({ query }) => {
    const from = Number(query.cursor ?? 0);
    return { items: rows.slice(from, from + 2), next: from + 2 < rows.length ? String(from + 2) : null };
  });

const shown = () => screen.getAllByRole('rowheader').map((cell) => cell.textContent);
const open = (path = '/stores') => renderPage(<StoresPage />, { path, route: '/stores' });

test('loading, then rows under named columns', async () => {
  open();
  expect(screen.getByRole('status').textContent).toBe('正在加载');
  const table = screen.getByRole('table', { name: '门店列表' });
  expect(table.getAttribute('aria-busy')).toBe('true');
  const link = await within(table).findByRole('link', { name: example.name });
  expect(link.getAttribute('href')).toBe(`/stores/${example.id}`);
  expect(screen.getByText('上海').dataset.label).toBe('城市');
  expect(table.getAttribute('aria-busy')).toBe('false');
});

test('pages forward and back; the place is in the URL and survives a reload', async () => {
  paged();
  const page = open();
  await screen.findByText('甲店');
  expect(screen.getByRole('button', { name: '上一页' })).toHaveProperty('disabled', true);
  await page.user.click(screen.getByRole('button', { name: '下一页' }));
  await screen.findByText('丙店');
  expect(page.address()).toBe('/stores?cursor=2');
  await page.user.click(screen.getByRole('button', { name: '下一页' }));
  await screen.findByText('戊店');
  expect(screen.getByText('第 3 页')).toBeTruthy();
  expect(screen.getByRole('button', { name: '下一页' })).toHaveProperty('disabled', true);
  await page.user.click(screen.getByRole('button', { name: '上一页' }));
  await screen.findByText('丙店');
  expect(shown()).toEqual(['丙店', '丁店']);
  page.unmount();
  open('/stores?cursor=2');
  await screen.findByText('丙店');
  expect(screen.getByRole('button', { name: '回到第一页' })).toBeTruthy();
});

test('an outdated cursor goes back to the first page by itself', async () => {
  bff.on(listStores, ({ query }) =>
    query.cursor ? problem('invalid_cursor') : { items: rows.slice(0, 2), next: null },
  );
  const page = open('/stores?cursor=old');
  await screen.findByText('甲店');
  expect(page.address()).toBe('/stores');
});

test('a heading orders by its column, says so, and goes back to the first page', async () => {
  paged();
  const page = open('/stores?cursor=2');
  await screen.findByText('丙店');
  await page.user.click(screen.getByRole('button', { name: /机器数/ }));
  await screen.findByText('甲店');
  expect(page.address()).toBe('/stores?sort=hosts&order=asc');
  expect(screen.getByRole('columnheader', { name: /机器数/ }).getAttribute('aria-sort')).toBe('ascending');
  await page.user.click(screen.getByRole('button', { name: /机器数/ }));
  await waitFor(() => expect(bff.calls(listStores).at(-1)?.query).toMatchObject({ sort: 'hosts', order: 'desc' }));
});

test('Enter on a row, and a click anywhere on it, open it', async () => {
  paged();
  const page = open();
  (await screen.findByRole('link', { name: '甲店' })).focus();
  await page.user.keyboard('{ArrowDown}{Enter}');
  expect(page.address()).toBe(`/stores/${rows[1]?.id}`);
  await page.goTo(-1);
  await page.user.click((await screen.findAllByText('上海'))[0] as HTMLElement);
  expect(page.address()).toBe(`/stores/${rows[0]?.id}`);
});

test('empty, denied and failed each have their state', async () => {
  bff.on(listStores, { items: [], next: null });
  open();
  expect(await screen.findByText('暂无数据')).toBeTruthy();
  bff.on(listStores, problem('permission_missing'));
  open('/stores?q=a');
  expect(await screen.findByText('你没有查看此内容的权限')).toBeTruthy();
  bff.on(listStores, problem('unavailable'));
  const page = open('/stores?q=b');
  await screen.findByRole('alert');
  paged();
  await page.user.click(screen.getByRole('button', { name: '重试' }));
  expect(await screen.findByText('甲店')).toBeTruthy();
});

test('search is kept in the URL: one history entry however many keys, back undoes it', async () => {
  paged();
  const page = open('/stores?status=open');
  await screen.findByText('甲店');
  await page.user.type(screen.getByRole('searchbox'), '松江{Enter}');
  await page.user.type(screen.getByRole('searchbox'), '大学{Enter}');
  await waitFor(() => expect(bff.calls(listStores).at(-1)?.query).toMatchObject({ q: '松江大学', status: ['open'] }));
  expect(new URL(page.address(), location.origin).searchParams.get('q')).toBe('松江大学');
  await page.goTo(-1);
  expect(page.address()).toBe('/stores?status=open');
  await waitFor(() => expect(screen.getByRole<HTMLInputElement>('searchbox').value).toBe(''));
});

test('values the URL may not have are dropped before the BFF sees them', async () => {
  open('/stores?status=open&status=nonsense&sort=nonsense&order=sideways');
  await screen.findByText(example.name);
  expect(bff.calls(listStores)[0]?.query).toMatchObject({ status: ['open'], sort: 'name', order: 'asc' });
});

test('filters are set from their list and cleared together', async () => {
  const page = open();
  await page.user.click(screen.getByRole('combobox', { name: '状态' }));
  await page.user.click(await screen.findByTitle('trial'));
  expect(page.address()).toBe('/stores?status=trial');
  await page.user.click(screen.getByRole('button', { name: '清除筛选' }));
  expect(page.address()).toBe('/stores');
});

test('a list without pages leaves the focus where it is', async () => {
  const pages = { items: rows.slice(0, 2), isLoading: false, error: null, refetch: () => undefined };
  renderPage(<DataTable label="门店列表" columns={columns} rowKey={(store) => store.id} pages={pages} />, {
    path: '/stores',
    route: '/stores',
  });
  await screen.findByText('甲店');
  expect(document.activeElement).toBe(document.body);
});
