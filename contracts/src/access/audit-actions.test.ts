import { describe, expect, test } from 'vitest';
import { allEndpoints } from '../catalogue.ts';
import { isCommand } from '../endpoint.ts';
import { actionTitle, auditActions, auditObjects, objectTitle } from './audit-actions.ts';

const commands = allEndpoints.filter((endpoint) => isCommand(endpoint)).map(({ id }) => id);

describe('names of audited actions', () => {
  test('every command of the catalogue has one', () => {
    expect(commands.filter((id) => !Object.hasOwn(auditActions, id))).toEqual([]);
  });

  test('each is there in both languages and says something of its own', () => {
    for (const titles of [Object.values(auditActions), Object.values(auditObjects)]) {
      for (const { zh, en } of titles) {
        expect(zh).toMatch(/\p{Script=Han}/u);
        expect(en).toMatch(/^[A-Z]/);
      }
      expect(new Set(titles.map(({ zh }) => zh)).size).toBe(titles.length);
      expect(new Set(titles.map(({ en }) => en)).size).toBe(titles.length);
    }
  });

  test('an action nobody named is shown as it is, whatever it is called', () => {
    for (const action of ['sweep:delegations', 'toString', '__proto__'])
      for (const title of [actionTitle, objectTitle]) expect(title(action)).toEqual({ zh: action, en: action });
  });
});
