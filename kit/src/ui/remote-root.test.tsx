import { exampleResponse } from '@eoms/contracts/fake';
import { listTicketEvents } from '@eoms/contracts/service/tickets.contract';
import { getStore } from '@eoms/contracts/stores/stores.contract';
import { Button, Popconfirm } from 'antd';
import { act, screen, waitFor } from '@testing-library/react';
import { expect, test } from 'vitest';
import { portal } from '../portal.ts';
import { fakeBff, problem } from '../testing/fake-bff.ts';
import { renderPage } from '../testing/render.ts';
import { useEndpointFeed } from './pages.ts';
import { useEndpoint } from './query.ts';

const bff = fakeBff();
const store = exampleResponse(getStore);
const [event] = exampleResponse(listTicketEvents).items;

test('styles made at run time carry the nonce of the page', async () => {
  const meta = document.createElement('meta');
  meta.name = 'csp-nonce';
  meta.content = 'n-123';
  document.head.append(meta);
  const { user } = renderPage(
    <Popconfirm title="确定？">
      <Button>删除</Button>
    </Popconfirm>,
  );
  await user.click(screen.getByRole('button', { name: '删除' }));
  await screen.findByText('确定？');
  const nonces = [...document.querySelectorAll('style')].map((style) => style.nonce || style.getAttribute('nonce'));
  expect(nonces.length).toBeGreaterThan(3);
  expect(new Set(nonces)).toEqual(new Set(['n-123']));
  meta.remove();
});

test('another person sees nothing of what the one before had loaded or typed', async () => {
  function Name() {
    const query = useEndpoint(getStore, { params: { storeId: store.id } }, { staleTime: Number.POSITIVE_INFINITY });
    return (
      <>
        <p>{query.data?.name ?? query.error?.name}</p>
        <input aria-label="draft" />
      </>
    );
  }
  const { user } = renderPage(<Name />);
  await screen.findByText(store.name);
  await user.type(screen.getByLabelText('draft'), 'secret');
  bff.on(getStore, problem('not_found'));
  const { person } = portal.getState();
  act(() => portal.setState({ person: person && { ...person, id: '0195844e-2d00-7000-8000-000000000002' } }));
  expect(screen.queryByText(store.name)).toBeNull();
  expect(screen.getByLabelText<HTMLInputElement>('draft').value).toBe('');
  expect(await screen.findByText('ProblemError')).toBeTruthy();
});

test('a feed goes on at its end until there is no more', async () => {
  function Events() {
    const feed = useEndpointFeed(listTicketEvents, { params: { ticketId: store.id } });
    return (
      <>
        <p>{feed.items.map((item) => item.text).join()}</p>
        {feed.hasMore && <button onClick={feed.loadMore}>more</button>}
      </>
    );
  }
  bff.on(listTicketEvents, ({ query }) => ({
    items: event ? [{ ...event, text: query.cursor ?? 'first' }] : [],
    next: query.cursor ? null : 'second',
  }));
  const { user } = renderPage(<Events />);
  await screen.findByText('first');
  await user.click(screen.getByText('more'));
  await screen.findByText('first,second');
  await waitFor(() => expect(screen.queryByText('more')).toBeNull());
});
