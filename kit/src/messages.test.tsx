import { act, renderHook } from '@testing-library/react';
import { expect, test } from 'vitest';
import { fill, messages } from './messages.ts';
import { portal } from './portal.ts';

const useText = messages({
  'zh-CN': { hello: '你好，{name}', rows: '共 {count} 行', plain: '保存' },
  en: { hello: 'Hello {name}', rows: '{count, plural, =0 {no rows} one {# row} other {# rows}}', plain: 'Save' },
});

test('follows the language of the portal', () => {
  const { result } = renderHook(() => useText());
  expect(result.current('hello', { name: '王敏' })).toBe('你好，王敏');
  act(() => portal.setState({ locale: 'en' }));
  expect(result.current('hello', { name: 'Min' })).toBe('Hello Min');
  expect(result.current('plain')).toBe('Save');
});

test.each([
  [0, 'no rows'],
  [1, '1 row'],
  [1234, '1,234 rows'],
])('plural of %s', (count, text) => {
  portal.setState({ locale: 'en' });
  const { result } = renderHook(() => useText());
  expect(result.current('rows', { count })).toBe(text);
});

test('a value is taken literally, and a missing one stays visible', () => {
  expect(fill('{name}', 'en', { name: '$& {other}' })).toBe('$& {other}');
  expect(fill('{name}', 'en')).toBe('{name}');
});

test('wrong catalogues and calls do not compile', () => {
  const { result } = renderHook(() => useText());
  const t = result.current;
  const never = () => {
    // @ts-expect-error -- English lacks a key
    messages({ 'zh-CN': { a: '甲', b: '乙' }, en: { a: 'A' } });
    // @ts-expect-error -- English has a key too many
    messages({ 'zh-CN': { a: '甲' }, en: { a: 'A', b: 'B' } });
    // @ts-expect-error -- no such key
    t('goodbye');
    // @ts-expect-error -- the name is missing
    t('hello');
    // @ts-expect-error -- the wrong name
    t('hello', { nom: 'x' });
  };
  expect(never).toBeTypeOf('function');
});
