import { revealTicketPhone } from '@eoms/contracts/service/tickets.contract';
import { exampleProblem } from '@eoms/contracts/fake';
import { act, fireEvent, screen, waitFor, within } from '@testing-library/react';
import { afterEach, expect, test, vi } from 'vitest';
import { ProblemError } from '../api/errors.ts';
import { renderPage } from '../testing/render.ts';
import { MaskedValue } from './masked-value.tsx';

afterEach(() => vi.useRealTimers());

const draw = (reveal: (reason: string) => Promise<string>, may = true) =>
  renderPage(
    <MaskedValue label="手机号" masked="100****0042" may={may} endpoint={revealTicketPhone} reveal={reveal} />,
  );

const askFor = async (page: ReturnType<typeof draw>, reason: string) => {
  await page.user.click(screen.getByRole('button', { name: '查看完整手机号' }));
  const dialog = await screen.findByRole('dialog', { name: '查看手机号' });
  await page.user.type(within(dialog).getByRole('textbox', { name: '查看原因' }), reason);
  await page.user.click(within(dialog).getByRole('button', { name: /查\s?看/ }));
  return dialog;
};

test('stands masked, and offers nothing to whoever may not', () => {
  draw(() => Promise.resolve('no'), false);
  expect(screen.getByText('100****0042')).toBeTruthy();
  expect(screen.queryByRole('button')).toBeNull();
});

test('shows the value after a reason, hides it on request, and asks again', async () => {
  const reveal = vi.fn((_reason: string) => Promise.resolve('10000000042'));
  const page = draw(reveal);
  const dialog = await askFor(page, '看看');
  expect(await within(dialog).findByText('至少 5 个字')).toBeTruthy();
  expect(reveal).not.toHaveBeenCalled();
  await page.user.type(within(dialog).getByRole('textbox', { name: '查看原因' }), '来电人是谁');
  await page.user.click(within(dialog).getByRole('button', { name: /查\s?看/ }));
  expect(await screen.findByText('10000000042')).toBeTruthy();
  expect(reveal).toHaveBeenCalledWith('看看来电人是谁');
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  await page.user.click(screen.getByRole('button', { name: /隐\s?藏/ }));
  expect(screen.queryByText('10000000042')).toBeNull();
  expect(screen.getByRole('button', { name: '查看完整手机号' })).toBeTruthy();
});

test('hides the value by itself after a minute', async () => {
  draw(() => Promise.resolve('10000000042'));
  vi.useFakeTimers();
  fireEvent.click(screen.getByRole('button', { name: '查看完整手机号' }));
  await act(() => vi.advanceTimersByTimeAsync(1000));
  fireEvent.change(screen.getByRole('textbox', { name: '查看原因' }), { target: { value: '回访客诉结果' } });
  fireEvent.submit(screen.getByRole('textbox', { name: '查看原因' }));
  await act(() => vi.advanceTimersByTimeAsync(1000));
  expect(screen.getByText('10000000042')).toBeTruthy();
  await act(() => vi.advanceTimersByTimeAsync(57_000));
  expect(screen.getByText('10000000042')).toBeTruthy();
  await act(() => vi.advanceTimersByTimeAsync(3000));
  expect(screen.queryByText('10000000042')).toBeNull();
  expect(screen.getByText('100****0042')).toBeTruthy();
});

test('a refusal is told in the dialog, which stays open with the reason', async () => {
  const page = draw(() => Promise.reject(new ProblemError(exampleProblem('permission_missing'))));
  const dialog = await askFor(page, '核对来电号码');
  expect((await within(dialog).findByRole('alert')).textContent).toContain('没有进行此操作的权限');
  expect(within(dialog).getByRole<HTMLInputElement>('textbox', { name: '查看原因' }).value).toBe('核对来电号码');
});
