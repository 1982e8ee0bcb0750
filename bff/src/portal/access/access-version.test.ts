import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anyFacts, instantsOf, personIds } from '../../../test/access-facts.ts';
import type { Access } from '../../http/context.ts';
import { noAccess, pictureOf, referenceAccess } from './access.policy.ts';
import { stateOf, type AccessState } from './access-state.ts';
import { versionOf } from './access-version.ts';
import { evaluated } from './evaluate.ts';

const accessIn = ({ ground, people }: AccessState, personId: string, at: Date): Access => {
  const row = people.get(personId);
  return row ? evaluated(ground, row, at).access : noAccess;
};

describe('the version of an access', () => {
  it('invariant 24: is the same exactly where permissions and scopes are the same', () => {
    const versions = new Map<string, string>();
    const pictures = new Map<string, string>();
    fc.assert(
      fc.property(anyFacts, (facts) => {
        const state = stateOf(facts);
        for (const at of instantsOf(facts))
          for (const id of personIds) {
            const picture = pictureOf(referenceAccess(facts, id, at));
            const version = versionOf(accessIn(state, id, at));
            expect(versions.get(picture) ?? version).toBe(version);
            expect(pictures.get(version) ?? picture).toBe(picture);
            versions.set(picture, version);
            pictures.set(version, picture);
          }
      }),
      { numRuns: 200 },
    );
    expect(versions.size).toBeGreaterThan(100);
  });
});
