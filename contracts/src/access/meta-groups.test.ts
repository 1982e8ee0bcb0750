import { expect, test } from 'vitest';
import { allMetas } from '../catalogue.ts';
import { metaGroupOf, metaGroups } from './meta-groups.ts';

test('every group of permissions has a title, each its own, and no title is left over', () => {
  const groups = new Set(Object.keys(allMetas).map(metaGroupOf));
  expect([...groups].toSorted()).toEqual(Object.keys(metaGroups).toSorted());
  for (const lang of ['zh', 'en'] as const) {
    const titles = Object.values(metaGroups).map((title) => title[lang]);
    expect(new Set(titles).size).toBe(titles.length);
  }
});
