import { renderPage } from '@eoms/kit/testing/render';
import { fireEvent, screen } from '@testing-library/react';
import { useState } from 'react';
import { expect, test } from 'vitest';
import { VirtualList } from './virtual-list.tsx';

const rowsOf = (count: number): string[] => Array.from({ length: count }, (_, index) => `r${index}`);

function Rows({ first }: { first: number }) {
  const [count, setCount] = useState(first);
  return (
    <>
      <button type="button" onClick={() => setCount(20)}>
        少
      </button>
      <VirtualList
        label="行"
        rows={rowsOf(count)}
        rowKey={(row) => row}
        render={(row) => <button type="button">{row}</button>}
        rowHeight={40}
        visibleRows={10}
        empty={<p>空</p>}
      />
    </>
  );
}

const draw = (count: number) => renderPage(<Rows first={count} />);
const region = () => screen.getByRole('list', { name: '行' }).parentElement as HTMLElement;
const drawn = () => screen.getAllByRole('listitem').map((item) => item.textContent);

test('draws what is in sight of ten thousand rows, and says how many there are', () => {
  draw(10_000);
  expect(drawn()).toEqual(rowsOf(16));
  expect(screen.getAllByRole('listitem')[3]?.getAttribute('aria-posinset')).toBe('4');
  expect(screen.getAllByRole('listitem')[3]?.getAttribute('aria-setsize')).toBe('10000');
});

test('scrolling draws the rows of the new place', () => {
  draw(10_000);
  region().scrollTop = 200_000;
  fireEvent.scroll(region());
  expect(drawn()).toContain('r5000');
  expect(drawn()).not.toContain('r0');
  expect(drawn().length).toBeLessThan(30);
});

test('a list that became shorter shows its end, not nothing', async () => {
  const { user } = draw(10_000);
  region().scrollTop = 200_000;
  fireEvent.scroll(region());
  await user.click(screen.getByRole('button', { name: '少' }));
  expect(drawn()).toContain('r19');
});

test('arrow keys go from row to row, End to a row that was not drawn', async () => {
  const { user } = draw(10_000);
  screen.getByRole('button', { name: 'r0' }).focus();
  await user.keyboard('{ArrowDown}{ArrowDown}{ArrowUp}');
  expect(document.activeElement?.textContent).toBe('r1');
  await user.keyboard('{End}');
  expect(document.activeElement?.textContent).toBe('r9999');
});

test('an empty list says so', () => {
  draw(0);
  expect(screen.getByText('空')).toBeTruthy();
});
