import { describe, expect, test } from 'vitest';
import { safeReturn } from './begin.ts';

describe('safeReturn', () => {
  test('keeps an address inside the portal', () => {
    expect(safeReturn('/stores/stores?q=%E6%9D%BE#top')).toBe('/stores/stores?q=%E6%9D%BE#top');
  });

  test.each([
    '//evil.test/x',
    '/\\evil.test',
    'https://evil.test',
    'javascript:alert(1)',
    '',
    undefined,
    null,
    7,
    '/signin/callback?code=x',
    '/signed-out',
  ])('sends %s home', (path) => {
    expect(safeReturn(path)).toBe('/');
  });
});
