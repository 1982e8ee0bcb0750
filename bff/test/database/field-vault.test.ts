import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createFieldVault, type FieldPurpose } from '../../src/database/field-vault.ts';

const vault = createFieldVault(Buffer.alloc(32, 1));
const purposes: FieldPurpose[] = ['ticket-phone', 'person-phone', 'person-id-number'];
const value = fc.stringMatching(/^[1-9]\d{10,17}$/);

test('opens what it sealed for a purpose, and for no other', () => {
  fc.assert(
    fc.property(value, fc.constantFrom(...purposes), fc.constantFrom(...purposes), (text, purpose, other) => {
      const { sealed, masked } = vault.seal(purpose, text);
      expect(masked).toBe(vault.mask(purpose, text));
      if (other === purpose) expect(text.endsWith(vault.open(other, sealed))).toBe(true);
      else expect(() => vault.open(other, sealed)).toThrow('authenticate');
    }),
  );
});

test('shows of a phone at most seven digits and of an identity number its ends', () => {
  fc.assert(
    fc.property(value, (text) => {
      expect(vault.mask('person-phone', text).replace(/\D/g, '').length).toBeLessThanOrEqual(7);
      const masked = vault.mask('person-id-number', text);
      expect(masked).toBe(`${text[0]}${'*'.repeat(text.length - 2)}${text.at(-1)}`);
    }),
  );
});

test('keeps indexes of purposes, parts and secrets apart', () => {
  const other = createFieldVault(Buffer.alloc(32, 2));
  const indexes = [vault, other].flatMap((one) =>
    purposes.flatMap((purpose) =>
      (['index', 'tail'] as const).map((part) => one.blindIndex(purpose, part, '10012345678')),
    ),
  );
  expect(new Set(indexes).size).toBe(indexes.length);
  expect(vault.blindIndex('person-phone', 'index', '10012345678')).toBe(
    vault.blindIndex('person-phone', 'index', '10012345678'),
  );
});

test('seals the same value differently each time, and needs a long secret', () => {
  expect(vault.seal('person-phone', '10012345678').sealed).not.toBe(vault.seal('person-phone', '10012345678').sealed);
  expect(() => createFieldVault(Buffer.alloc(31))).toThrow(RangeError);
});
