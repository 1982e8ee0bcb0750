import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { scimUrns } from '@eoms/contracts/access/scim.contract';
import type { ErrorCode } from '@eoms/contracts/errors';
import { canonicalDoc } from './canonical.policy.ts';
import { applyPatch, readOperations, type PatchOperation } from './patch.policy.ts';
import { groupType, userType } from './resource-types.policy.ts';
import type { Doc } from './resolve.policy.ts';

const patched = (doc: Doc, ...operations: object[]): Doc =>
  applyPatch(userType, doc, readOperations({ Operations: operations }));
const members = (doc: Doc, ...operations: object[]): unknown =>
  applyPatch(groupType, doc, readOperations({ Operations: operations }))['members'];

const refuses = (code: ErrorCode, run: () => unknown): void =>
  expect(run).toThrow(expect.objectContaining({ code }) as Error);

const work = { value: 'a@work', type: 'work', primary: true };
const home = { value: 'a@home', type: 'home' };
const babs: Doc = { userName: 'babs', title: 'Guide', emails: [work, home], name: { familyName: 'J', givenName: 'B' } };

describe('RFC 7644 section 3.5.2', () => {
  test('add without a path merges, and appends to lists', () => {
    const after = patched(babs, {
      op: 'add',
      value: { emails: [{ value: 'b@home', type: 'home' }], nickName: 'Babs', name: { givenName: 'Barbara' } },
    });
    expect(after).toEqual({
      ...babs,
      nickName: 'Babs',
      name: { familyName: 'J', givenName: 'Barbara' },
      emails: [work, home, { value: 'b@home', type: 'home' }],
    });
  });

  test('add of what is there already changes nothing, and a new primary takes over', () => {
    expect(patched(babs, { op: 'add', path: 'emails', value: [work] })).toEqual(babs);
    const fresh = { value: 'b@work', type: 'work', primary: true };
    expect(patched(babs, { op: 'add', path: 'emails', value: fresh })['emails']).toEqual([
      { ...work, primary: false },
      home,
      fresh,
    ]);
  });

  test('members are added, removed by selection, and replaced', () => {
    const group = { displayName: 'G', members: [{ value: 'u1' }, { value: 'u2' }] };
    const add = { op: 'add', path: 'members', value: [{ value: 'u3', display: 'C', $ref: 'x' }] };
    expect(members(group, add)).toEqual([{ value: 'u1' }, { value: 'u2' }, { value: 'u3', $ref: 'x' }]);
    expect(members(group, { op: 'remove', path: 'members[value eq "u1"]' })).toEqual([{ value: 'u2' }]);
    expect(members(group, { op: 'remove', path: 'members' })).toBeUndefined();
    expect(members(group, { op: 'replace', path: 'members', value: [{ value: 'u9' }] })).toEqual([{ value: 'u9' }]);
    expect(members(group, { op: 'remove', path: 'members[value eq "nobody"]' })).toEqual(group.members);
  });

  test('replace of selected values, and of their sub-attribute', () => {
    const path = 'emails[type eq "work" and value co "@"].value';
    expect(patched(babs, { op: 'replace', path, value: 'z@work' })['emails']).toEqual([
      { ...work, value: 'z@work' },
      home,
    ]);
    const whole = { op: 'replace', path: 'emails[type eq "home"]', value: { value: 'x@home', type: 'home' } };
    expect(patched(babs, whole)['emails']).toEqual([work, { value: 'x@home', type: 'home' }]);
    refuses('scim_no_target', () =>
      patched(babs, { op: 'replace', path: 'emails[type eq "other"].value', value: 'x' }),
    );
  });

  test('remove of a sub-attribute, of a value and of an attribute', () => {
    expect(patched(babs, { op: 'remove', path: 'name.givenName' })['name']).toEqual({ familyName: 'J' });
    expect(patched(babs, { op: 'remove', path: 'title' })).not.toHaveProperty('title');
    expect(patched(babs, { op: 'remove', path: 'emails[type eq "work"].primary' })['emails']).toEqual([
      { value: 'a@work', type: 'work' },
      home,
    ]);
    expect(patched(babs, { op: 'remove', path: 'emails' })).not.toHaveProperty('emails');
  });

  test.each<[ErrorCode, object]>([
    ['scim_no_target', { op: 'remove' }],
    ['scim_invalid_path', { op: 'replace', path: 'colour', value: 'red' }],
    ['scim_invalid_path', { op: 'replace', path: 'name.colour', value: 'red' }],
    ['scim_invalid_path', { op: 'replace', path: 'title[type eq "work"]', value: 'x' }],
    ['scim_invalid_path', { op: 'replace', path: 'a..b', value: 'x' }],
    ['scim_invalid_filter', { op: 'replace', path: 'emails[type eq]', value: { value: 'x' } }],
    ['scim_mutability', { op: 'replace', path: 'id', value: 'x' }],
    ['scim_mutability', { op: 'add', path: 'groups', value: [{ value: 'x' }] }],
    ['scim_mutability', { op: 'remove', path: 'userName' }],
    ['scim_invalid_value', { op: 'replace', path: 'active', value: 'perhaps' }],
    ['scim_invalid_value', { op: 'replace', path: 'title', value: { a: 1 } }],
    ['scim_invalid_value', { op: 'replace', path: 'title', value: ['a', 'b'] }],
    ['scim_invalid_value', { op: 'replace', path: 'title', value: 'x'.repeat(501) }],
    ['scim_invalid_value', { op: 'replace', value: 'x' }],
    ['scim_invalid_syntax', { op: 'move', path: 'title', value: 'x' }],
    ['scim_invalid_syntax', { op: 'add', path: 'title' }],
    ['scim_invalid_syntax', { op: 'add', path: 7, value: 'x' }],
  ])('%s: %j', (code, operation) => {
    refuses(code, () => patched(babs, operation));
  });

  test('a body without operations is no PATCH', () => {
    for (const body of [{}, { Operations: [] }, { Operations: {} }, { Operations: [7] }])
      refuses('scim_invalid_syntax', () => readOperations(body as Doc));
  });

  test('the kind of a unit is given once', () => {
    const unit = { displayName: 'G', [scimUrns.unit]: { kind: 'CENTRE' } };
    const change = (value: string) => [{ op: 'replace', path: `${scimUrns.unit}:kind`, value }] as const;
    expect(() => members(unit, ...change('CENTRE'))).not.toThrow();
    refuses('scim_mutability', () => members(unit, ...change('REGION')));
  });
});

describe('as products write it', () => {
  test('Entra ID: capitals, texts for flags, URN paths, dotted names in a value', () => {
    const after = patched(
      babs,
      { op: 'Replace', path: 'active', value: 'False' },
      { op: 'Add', path: `${scimUrns.enterprise}:department`, value: 'service' },
      { op: 'Add', path: 'emails[type eq "other"].value', value: 'o@x' },
      {
        op: 'Replace',
        value: {
          'name.familyName': 'K',
          [`${scimUrns.enterprise}:manager`]: 'm1',
          'emails[type eq "work"].value': 'w@x',
        },
      },
    );
    expect(after).toMatchObject({
      active: false,
      name: { familyName: 'K', givenName: 'B' },
      emails: [{ ...work, value: 'w@x' }, home, { type: 'other', value: 'o@x' }],
      [scimUrns.enterprise]: { department: 'service', manager: { value: 'm1' } },
    });
  });

  test('Entra ID: a remove names the members to remove', () => {
    const group = { displayName: 'G', members: [{ value: 'u1' }, { value: 'u2' }] };
    expect(members(group, { op: 'Remove', path: 'members', value: [{ value: 'u2' }] })).toEqual([{ value: 'u1' }]);
  });

  test('Okta: a value without a path carries the id and an extension as an object', () => {
    const value = { id: 'mine', meta: {}, userName: 'b2', unknown: 1, [scimUrns.enterprise]: { division: 'D' } };
    expect(patched(babs, { op: 'replace', value })).toEqual({
      ...babs,
      userName: 'b2',
      [scimUrns.enterprise]: { division: 'D' },
    });
  });

  test('an extension is replaced part by part and removed as a whole', () => {
    const placed = { ...babs, [scimUrns.enterprise]: { department: 'd', division: 'x' } };
    const replace = { op: 'replace', path: scimUrns.enterprise, value: { department: 'e' } };
    expect(patched(placed, replace)[scimUrns.enterprise]).toEqual({ department: 'e', division: 'x' });
    expect(patched(placed, { op: 'remove', path: scimUrns.enterprise })).toEqual(babs);
    const cleared = { op: 'replace', path: `${scimUrns.enterprise}:department`, value: null };
    expect(patched(placed, cleared)[scimUrns.enterprise]).toEqual({ division: 'x' });
  });
});

/** The same few places as plain values: what a PATCH means, without paths, schemas or lists of operations. */
interface Plain {
  title: string | undefined;
  given: string | undefined;
  department: string | undefined;
  mails: Map<string, { value: string; primary: boolean }>;
}

const kinds = ['work', 'home', 'other'];
const value = fc.constantFrom('a', 'b', 'c');
const kind = fc.constantFrom(...kinds);
const op = fc.constantFrom('add' as const, 'replace' as const);

interface Step {
  readonly operation: PatchOperation;
  model(plain: Plain): void;
}

const single = (name: 'title' | 'given' | 'department', path: string): fc.Arbitrary<Step> =>
  fc.oneof(
    fc.tuple(op, value).map(([how, wanted]) => ({
      operation: { op: how, path, value: wanted },
      model: (plain: Plain) => void (plain[name] = wanted),
    })),
    fc.constant({
      operation: { op: 'remove', path, value: undefined },
      model: (plain: Plain) => void (plain[name] = undefined),
    } as Step),
  );

const asDepartment = `${scimUrns.enterprise}:department`;

/** An address added for a kind: the list holds one of each kind, as the model does. */
const mailSteps: fc.Arbitrary<Step> = fc.oneof(
  fc.tuple(kind, value).map(([type, wanted]): Step => ({
    operation: { op: 'add', path: `emails[type eq "${type}"].value`, value: wanted },
    model: ({ mails }) => void mails.set(type, { primary: mails.get(type)?.primary ?? false, value: wanted }),
  })),
  fc.tuple(kind).map(([type]): Step => ({
    operation: { op: 'remove', path: `emails[type eq "${type}"]`, value: undefined },
    model: ({ mails }) => void mails.delete(type),
  })),
  fc.tuple(kind, value).map(([type, wanted]): Step => ({
    operation: { op: 'replace', path: 'emails', value: [{ type, value: wanted, primary: true }] },
    model: ({ mails }) => {
      mails.clear();
      mails.set(type, { value: wanted, primary: true });
    },
  })),
  fc.tuple(kind).map(([type]): Step => ({
    operation: { op: 'add', path: `emails[type eq "${type}"]`, value: { primary: true } },
    model: ({ mails }) => {
      for (const mail of mails.values()) mail.primary = false;
      mails.set(type, { value: mails.get(type)?.value ?? '', primary: true });
    },
  })),
);

const step = fc.oneof(
  single('title', 'title'),
  single('given', 'name.givenName'),
  single('department', asDepartment),
  mailSteps,
);

function plainOf(doc: Doc): Plain {
  const emails = (doc['emails'] ?? []) as { type: string; value?: string; primary?: boolean }[];
  return {
    title: doc['title'] as string | undefined,
    given: (doc['name'] as Doc | undefined)?.['givenName'] as string | undefined,
    department: (doc[scimUrns.enterprise] as Doc | undefined)?.['department'] as string | undefined,
    mails: new Map(
      emails.map(({ type, value: mail, primary }) => [type, { value: mail ?? '', primary: primary ?? false }]),
    ),
  };
}

describe('a sequence of operations', () => {
  test('leaves what the same steps leave on plain values, and never two primary addresses', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 12 }), (steps) => {
        const plain: Plain = { title: undefined, given: undefined, department: undefined, mails: new Map() };
        const before: Doc = { userName: 'u' };
        const after = applyPatch(
          userType,
          before,
          steps.map(({ operation }) => operation),
        );
        for (const { model } of steps) model(plain);
        expect(plainOf(after)).toEqual(plain);
        expect([...plain.mails.values()].filter(({ primary }) => primary).length).toBeLessThanOrEqual(1);
        expect(before).toEqual({ userName: 'u' });
        expect(canonicalDoc(userType, after)).toEqual(after);
      }),
      { numRuns: 500 },
    );
  });
});
