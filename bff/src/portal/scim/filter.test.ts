import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { scimUrns } from '@eoms/contracts/access/scim.contract';
import { parseFilter, printFilter, type AttributePath, type Comparison, type Filter } from './filter.policy.ts';
import { matcherOf } from './match.policy.ts';
import type { Doc } from './resolve.policy.ts';
import { groupType, userType } from './resource-types.policy.ts';

const path = (name: string, sub: string | null = null, urn: string | null = null): AttributePath => ({
  urn,
  name,
  sub,
});

/** Attributes with values of a few kinds, so that comparisons often hold. */
const texts = ['a', 'B', 'ab', 'Ab', '周', '周婷', 'x y', '"', '\\'];
const text = fc.constantFrom(...texts);
const instants = ['2026-03-11T08:00:00.000Z', '2026-03-11T16:00:00.000+08:00', '2027-01-01T00:00:00.000Z'];

const user: fc.Arbitrary<Doc> = fc.record(
  {
    userName: text,
    nickName: text,
    active: fc.boolean(),
    name: fc.record({ familyName: text, givenName: text }, { requiredKeys: [] }),
    emails: fc.array(
      fc.record({ value: text, type: fc.constantFrom('work', 'home'), primary: fc.boolean() }, { requiredKeys: [] }),
      { maxLength: 3 },
    ),
    meta: fc.record({ lastModified: fc.constantFrom(...instants) }),
    [scimUrns.assignment]: fc.record({ level: fc.integer({ min: 1, max: 3 }), position: text }, { requiredKeys: [] }),
  },
  { requiredKeys: ['userName'] },
);

const orders: Comparison[] = ['eq', 'ne', 'gt', 'ge', 'lt', 'le'];
const textOps: Comparison[] = [...orders, 'co', 'sw', 'ew'];

const compared = (
  paths: readonly AttributePath[],
  ops: readonly Comparison[],
  value: fc.Arbitrary<string | number | boolean>,
): fc.Arbitrary<Filter> =>
  fc
    .tuple(fc.constantFrom(...paths), fc.constantFrom(...ops), value)
    .map(([where, op, wanted]) => ({ op, path: where, value: wanted }));

const within: fc.Arbitrary<Filter> = fc.oneof(
  compared([path('value'), path('type')], textOps, fc.oneof(text, fc.constant('work'))),
  compared([path('primary')], ['eq', 'ne'], fc.boolean()),
);

const leaf: fc.Arbitrary<Filter> = fc.oneof(
  compared([path('userName'), path('nickName'), path('name', 'familyName'), path('emails')], textOps, text),
  compared([path('active')], ['eq', 'ne'], fc.boolean()),
  compared([path('meta', 'lastModified')], orders, fc.constantFrom(...instants)),
  compared([path('level', null, scimUrns.assignment)], orders, fc.integer({ min: 0, max: 4 })),
  compared([path('position', null, scimUrns.assignment)], textOps, text),
  fc
    .constantFrom(path('nickName'), path('emails'), path('name'), path('emails', 'type'))
    .map((where): Filter => ({ op: 'pr', path: where })),
  within.map((of): Filter => ({ op: 'has', path: path('emails'), of })),
);

const { filter } = fc.letrec<{ filter: Filter }>((tie) => ({
  filter: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    { arbitrary: leaf, weight: 4 },
    {
      arbitrary: fc
        .tuple(fc.constantFrom('and' as const, 'or' as const), tie('filter'), tie('filter'))
        .map(([op, left, right]): Filter => ({ op, left, right })),
      weight: 2,
    },
    { arbitrary: tie('filter').map((of): Filter => ({ op: 'not', of })), weight: 1 },
  ),
}));

/** Says by the words of the RFC, on the plain object, whether a filter holds: knows nothing of schemas, parsers or binding. */
const oracle = {
  exact: new Set(['position']),
  list: (value: unknown): unknown[] => (value === undefined ? [] : Array.isArray(value) ? value : [value]),
  values(doc: Doc, { urn, name, sub }: AttributePath, plain: boolean): unknown[] {
    const holder = urn === null ? doc : ((doc[urn] ?? {}) as Doc);
    const found = this.list(holder[name]);
    const part = sub ?? (plain && name === 'emails' ? 'value' : null);
    return part === null ? found : found.flatMap((each) => this.list((each as Doc)[part]));
  },
  present(value: unknown): boolean {
    if (typeof value === 'object' && value !== null) return Object.values(value).some((each) => this.present(each));
    return value !== undefined && value !== '';
  },
  one(op: Comparison, name: string, value: unknown, wanted: unknown): boolean {
    let [left, right] = [value, wanted];
    if (name === 'lastModified') [left, right] = [Date.parse(String(value)), Date.parse(String(wanted))];
    else if (typeof left === 'string' && typeof right === 'string' && !this.exact.has(name))
      [left, right] = [left.toLowerCase(), right.toLowerCase()];
    const [a, b] = [left as string, right as string];
    switch (op) {
      case 'co':
        return a.indexOf(b) !== -1;
      case 'sw':
        return a.slice(0, b.length) === b;
      case 'ew':
        return b === '' || a.slice(-b.length) === b;
      case 'gt':
        return a > b;
      case 'ge':
        return !(a < b);
      case 'lt':
        return a < b;
      case 'le':
        return !(a > b);
      default:
        return a === b;
    }
  },
  holds(doc: Doc, of: Filter): boolean {
    if (of.op === 'and') return this.holds(doc, of.left) && this.holds(doc, of.right);
    if (of.op === 'or') return this.holds(doc, of.left) || this.holds(doc, of.right);
    if (of.op === 'not') return !this.holds(doc, of.of);
    if (of.op === 'pr') return this.values(doc, of.path, false).some((value) => this.present(value));
    if (of.op === 'has') return this.values(doc, of.path, false).some((value) => this.holds(value as Doc, of.of));
    const name = of.path.sub ?? of.path.name;
    const hit = (op: Comparison): boolean =>
      this.values(doc, of.path, true).some((value) => this.one(op, name, value, of.value));
    return of.op === 'ne' ? !hit('eq') : hit(of.op);
  },
};

const matches = (source: string, doc: Doc): boolean => matcherOf(userType, parseFilter(source))(doc);

describe('a filter', () => {
  test('printed and read again is the same one, whatever its case and blanks', () => {
    fc.assert(
      fc.property(filter, (of) => {
        expect(parseFilter(printFilter(of))).toEqual(of);
      }),
      { numRuns: 500 },
    );
  });

  test('holds of a resource exactly when the words of the RFC say so', () => {
    fc.assert(
      fc.property(filter, user, (of, doc) => {
        expect(matcherOf(userType, of)(doc)).toBe(oracle.holds(doc, of));
      }),
      { numRuns: 1000 },
    );
  });
});

const babs: Doc = {
  userName: 'bjensen',
  externalId: 'E-1',
  title: 'Tour Guide',
  userType: 'Employee',
  active: true,
  name: { familyName: "O'Malley", givenName: 'Barbara' },
  emails: [
    { value: 'bjensen@example.com', type: 'work', primary: true },
    { value: 'babs@example.org', type: 'home' },
  ],
  meta: { lastModified: '2026-03-11T08:00:00.000Z' },
  [scimUrns.enterprise]: { department: 'service', manager: { value: '26118915-6090-4610-87e4-49d8ca9f808d' } },
};

describe('RFC 7644 section 3.4.2.2', () => {
  test.each([
    ['userName eq "bjensen"', true],
    ['userName Eq "BJensen"', true],
    [`name.familyName co "O'Malley"`, true],
    ['userName sw "J"', false],
    ['urn:ietf:params:scim:schemas:core:2.0:User:userName sw "b"', true],
    ['title pr', true],
    ['meta.lastModified gt "2011-05-13T04:42:34Z"', true],
    ['meta.lastModified ge "2026-03-11T16:00:00+08:00"', true],
    ['meta.lastModified lt "2011-05-13T04:42:34Z"', false],
    ['title pr and userType eq "Employee"', true],
    ['title pr or userType eq "Intern"', true],
    ['userType eq "Employee" and (emails co "example.com" or emails.value co "example.org")', true],
    ['userType ne "Employee" and not (emails co "example.com" or emails.value co "example.org")', false],
    ['userType eq "Employee" and (emails.type eq "work")', true],
    ['userType eq "Employee" and emails[type eq "work" and value co "@example.com"]', true],
    ['emails[type eq "home" and value co "@example.com"]', false],
    ['emails[type eq "work" and value co "@example.com"] or emails[type eq "x" and value co "@foo.com"]', true],
    ['not (userName eq "bjensen")', false],
    ['userName eq "x" or title pr and active eq true', true],
    ['(userName eq "x" or title pr) and active eq false', false],
    ['nickName eq null', true],
    ['userName ne null', true],
    ['active eq "True"', true],
    [`${scimUrns.enterprise}:department eq "service"`, true],
    [`${scimUrns.enterprise.toUpperCase()}:manager.value eq "26118915-6090-4610-87e4-49d8ca9f808d"`, true],
    ['externalId eq "e-1"', false],
    ['userName eq "bj\\u0065nsen"', true],
  ])('%s: %s', (source, expected) => {
    expect(matches(source, babs)).toBe(expected);
  });

  test.each([
    '',
    'userName',
    'userName eq',
    'userName eq bjensen',
    'userName is "x"',
    'userName eq "x',
    "userName eq 'x'",
    'userName eq "x" and',
    '(userName eq "x"',
    'userName eq "x")',
    'emails[type eq "work"',
    'emails[type eq "work"].value eq "x"',
    'emails[primary gt true]',
    'emails[colour eq "red"]',
    'active gt true',
    'active co "t"',
    'meta.lastModified co "2026"',
    'name eq "x"',
    'name.nothing eq "x"',
    'colour eq "red"',
    'urn:nobody:User:userName eq "x"',
    'userName eq "x" userName eq "y"',
    'userName..x eq "x"',
    `${'('.repeat(60)}title pr${')'.repeat(60)}`,
    `userName eq "\u0001"`,
  ])('%s is refused', (source) => {
    expect(() => matches(source, babs)).toThrow(expect.objectContaining({ code: 'scim_invalid_filter' }) as Error);
  });

  test('of groups: members by their value, the kind of a unit', () => {
    const group = { displayName: '客服部', members: [{ value: 'u1' }], [scimUrns.unit]: { kind: 'CENTRE' } };
    for (const source of ['members eq "u1"', 'members[value eq "u1"]', `${scimUrns.unit}:kind eq "centre"`])
      expect(matcherOf(groupType, parseFilter(source))(group)).toBe(true);
  });

  test('a filter of any length is read or refused in no time', () => {
    const long = Array.from({ length: 130 }, (_each, n) => `userName eq "u${n}"`).join(' or ');
    expect(matches(long, babs)).toBe(false);
    expect(() => matches(`${'not ('.repeat(700)}x`, babs)).toThrow(/40 brackets/);
  });
});
