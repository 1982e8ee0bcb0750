import type { SystemMenu } from '@eoms/contracts/portal/portal.contract';
import { describe, expect, test } from 'vitest';
import { decideRoute } from './route-decision.ts';

const route = (path: string, allowed = true) => ({
  path,
  allowed,
  meta: 'legal.case.view',
  name: { zh: path, en: path },
});

const menu: SystemMenu = {
  system: 'legal',
  title: { zh: '法务中心', en: 'Legal' },
  items: [
    {
      id: 'all',
      title: { zh: '全部', en: 'All' },
      children: [{ id: 'cases', title: { zh: '案件', en: 'Cases' }, path: '/cases', meta: 'legal.case.view' }],
    },
  ],
  routes: [route('/cases'), route('/cases/:caseId'), route('/cases/new', false), route('/cases/:caseId/files')],
  metas: [],
};

describe('decideRoute', () => {
  test('opens declared and allowed routes', () => {
    expect(decideRoute(menu, '/legal', '/legal/cases').kind).toBe('open');
    expect(decideRoute(menu, '/legal', '/legal/cases/17').kind).toBe('open');
    expect(decideRoute(menu, '/legal', '/legal/cases/17/files').kind).toBe('open');
  });

  test('a static segment wins over a parameter, so a denied page is not opened through it', () => {
    expect(decideRoute(menu, '/legal', '/legal/cases/new')).toMatchObject({
      kind: 'denied',
      route: { path: '/cases/new' },
    });
  });

  test('what is not declared opens for nobody', () => {
    expect(decideRoute(menu, '/legal', '/legal/cases/17/secret').kind).toBe('not-found');
    expect(decideRoute(menu, '/legal', '/legal/x').kind).toBe('not-found');
  });

  test('the base path leads to the first page of the menu, without one to the first page that opens, else nowhere', () => {
    expect(decideRoute(menu, '/legal', '/legal')).toEqual({ kind: 'redirect', to: '/legal/cases' });
    expect(decideRoute(menu, '/legal', '/legal/')).toEqual({ kind: 'redirect', to: '/legal/cases' });
    const bare = { ...menu, items: [] };
    expect(decideRoute(bare, '/legal', '/legal')).toEqual({ kind: 'redirect', to: '/legal/cases' });
    const deep = { ...bare, routes: [route('/cases', false), route('/cases/:caseId')] };
    expect(decideRoute(deep, '/legal', '/legal').kind).toBe('not-found');
  });
});
