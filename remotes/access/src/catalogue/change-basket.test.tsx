import { portal } from '@eoms/kit';
import { act, renderHook } from '@testing-library/react';
import { afterEach, expect, test } from 'vitest';
import { changeBasket, useChangeBasket, type BasketEntry } from './change-basket.ts';

const entry = (key: string): BasketEntry => ({
  key,
  op: { op: 'role.retire', roleId: '0195844e-2d00-7000-8000-000000000001', version: 1 },
  subject: { zh: '客服专员', en: 'Agent' },
});
const signIn = (id: string) =>
  portal.setState({
    person: {
      id,
      name: id,
      employeeNo: null,
      kind: 'employee',
      level: 5,
      department: { zh: '运维部', en: 'IT' },
      position: { zh: '专员', en: 'Officer' },
    },
  });

afterEach(() => {
  for (const id of ['luoyang', 'tangna']) {
    signIn(id);
    changeBasket.clear();
  }
});

test('what was collected is there again after a reload, for the same person only', () => {
  signIn('luoyang');
  changeBasket.put(entry('role 1'));
  changeBasket.put(entry('role 2'));
  signIn('tangna');
  expect(renderHook(() => useChangeBasket()).result.current).toEqual([]);
  changeBasket.put(entry('role 3'));
  // Somebody else was signed in meanwhile: what is shown now was read from the browser again.
  signIn('luoyang');
  expect(renderHook(() => useChangeBasket()).result.current.map(({ key }) => key)).toEqual(['role 1', 'role 2']);
  changeBasket.clear();
  signIn('tangna');
  expect(renderHook(() => useChangeBasket()).result.current.map(({ key }) => key)).toEqual(['role 3']);
});

test('what another tab collects is followed; what is damaged counts for nothing', () => {
  signIn('luoyang');
  const { result } = renderHook(() => useChangeBasket());
  const key = 'eoms.access.change.luoyang';
  localStorage.setItem(key, JSON.stringify([entry('role 4'), { key: 'half' }]));
  act(() => void dispatchEvent(new StorageEvent('storage', { key })));
  expect(result.current.map((one) => one.key)).toEqual(['role 4']);
  localStorage.setItem(key, '{');
  act(() => void dispatchEvent(new StorageEvent('storage', { key })));
  expect(result.current).toEqual([]);
});
