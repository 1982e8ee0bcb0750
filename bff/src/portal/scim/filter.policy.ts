import { invalidFilter } from './scim-error.policy.ts';

/** Where a value is: schema (null for the resource's own), attribute, sub-attribute. */
export interface AttributePath {
  readonly urn: string | null;
  readonly name: string;
  readonly sub: string | null;
}

/** Comparison of an attribute with a value (RFC 7644 table 3). */
export type Comparison = 'eq' | 'ne' | 'co' | 'sw' | 'ew' | 'gt' | 'ge' | 'lt' | 'le';
/** A value in a filter. */
export type FilterValue = string | number | boolean | null;

/** A parsed filter. */
export type Filter =
  | { readonly op: 'and'; readonly left: Filter; readonly right: Filter }
  | { readonly op: 'or'; readonly left: Filter; readonly right: Filter }
  | { readonly op: 'not'; readonly of: Filter }
  | { readonly op: 'pr'; readonly path: AttributePath }
  | { readonly op: 'has'; readonly path: AttributePath; readonly of: Filter }
  | { readonly op: Comparison; readonly path: AttributePath; readonly value: FilterValue };

const COMPARISONS: ReadonlySet<string> = new Set(['eq', 'ne', 'co', 'sw', 'ew', 'gt', 'ge', 'lt', 'le']);
const DEEPEST = 40;

type Token =
  | { readonly kind: '(' | ')' | '[' | ']'; readonly at: number }
  | { readonly kind: 'value'; readonly value: FilterValue; readonly at: number }
  | { readonly kind: 'word'; readonly text: string; readonly at: number };

const TOKEN =
  /\s*(?:([()[\]])|("(?:[^"\\\p{Cc}]|\\.)*")|(-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)(?![\w.:$-])|([\w$][\w.:$-]*))/uy;

const stringOf = (text: string, at: number): string => {
  try {
    return JSON.parse(text) as string;
  } catch {
    throw invalidFilter(`no valid text at character ${at}`);
  }
};

const LITERALS: Readonly<Record<string, FilterValue>> = { true: true, false: false, null: null };

function tokens(source: string): Token[] {
  const found: Token[] = [];
  const end = source.trimEnd().length;
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < end) {
    const from = TOKEN.lastIndex;
    const match = TOKEN.exec(source);
    if (!match) throw invalidFilter(`nothing can be read at character ${from}`);
    const [whole, bracket, quoted, number, word] = match;
    const at = from + whole.length - whole.trimStart().length;
    if (bracket) found.push({ kind: bracket as '(' | ')' | '[' | ']', at });
    else if (quoted !== undefined) found.push({ kind: 'value', value: stringOf(quoted, at), at });
    else if (number !== undefined) found.push({ kind: 'value', value: Number(number), at });
    else if (word !== undefined) found.push({ kind: 'word', text: word, at });
  }
  return found;
}

/** Reads `urn:…:attribute.sub`, `attribute.sub` or `attribute`. A URN itself holds dots, so the last colon ends it. */
export function readPath(text: string): AttributePath {
  const colon = text.lastIndexOf(':');
  const rest = text.slice(colon + 1);
  const [name = '', sub, ...more] = rest.split('.');
  const isName = (part: string): boolean => /^(?:\$ref|[A-Za-z][\w-]*)$/.test(part);
  if (!isName(name) || more.length > 0 || (sub !== undefined && !isName(sub)))
    throw invalidFilter(`${text} is no name of an attribute`);
  return { urn: colon === -1 ? null : text.slice(0, colon), name, sub: sub ?? null };
}

class Reader {
  readonly #tokens: readonly Token[];
  #at = 0;
  #depth = 0;

  constructor(source: string) {
    this.#tokens = tokens(source);
  }

  whole(): Filter {
    const filter = this.#either();
    const rest = this.#tokens[this.#at];
    if (rest) throw invalidFilter(`nothing is expected at character ${rest.at}`);
    return filter;
  }

  #word(text: string): boolean {
    const token = this.#tokens[this.#at];
    if (token?.kind !== 'word' || token.text.toLowerCase() !== text) return false;
    this.#at += 1;
    return true;
  }

  #expect(kind: Token['kind']): void {
    if (this.#tokens[this.#at]?.kind !== kind) throw invalidFilter(`${kind} is missing`);
    this.#at += 1;
  }

  #either(): Filter {
    let left = this.#both();
    while (this.#word('or')) left = { op: 'or', left, right: this.#both() };
    return left;
  }

  #both(): Filter {
    let left = this.#one();
    while (this.#word('and')) left = { op: 'and', left, right: this.#one() };
    return left;
  }

  #group(close: ')' | ']'): Filter {
    this.#depth += 1;
    if (this.#depth > DEEPEST) throw invalidFilter(`more than ${DEEPEST} brackets in one another`);
    const inner = this.#either();
    this.#expect(close);
    this.#depth -= 1;
    return inner;
  }

  #one(): Filter {
    if (this.#tokens[this.#at]?.kind === '(') {
      this.#at += 1;
      return this.#group(')');
    }
    // An attribute may be called "not" too; only a bracket makes it the operator.
    if (this.#tokens[this.#at + 1]?.kind === '(' && this.#word('not')) {
      this.#at += 1;
      return { op: 'not', of: this.#group(')') };
    }
    const token = this.#tokens[this.#at];
    if (token?.kind !== 'word') throw invalidFilter('the name of an attribute is missing');
    this.#at += 1;
    const path = readPath(token.text);
    if (this.#tokens[this.#at]?.kind === '[') {
      this.#at += 1;
      return { op: 'has', path, of: this.#group(']') };
    }
    return this.#compared(path);
  }

  #compared(path: AttributePath): Filter {
    const token = this.#tokens[this.#at];
    const op = token?.kind === 'word' ? token.text.toLowerCase() : '';
    this.#at += 1;
    if (op === 'pr') return { op, path };
    if (!COMPARISONS.has(op)) throw invalidFilter(`after ${path.name} an operator is missing`);
    return { op: op as Comparison, path, value: this.#value(op) };
  }

  #value(op: string): FilterValue {
    const token = this.#tokens[this.#at];
    this.#at += 1;
    if (token?.kind === 'value') return token.value;
    const literal = token?.kind === 'word' ? token.text.toLowerCase() : '';
    if (!Object.hasOwn(LITERALS, literal)) throw invalidFilter(`after ${op} a value is missing`);
    return LITERALS[literal] ?? null;
  }
}

/** Reads a filter (RFC 7644 section 3.4.2.2). @throws ScimFault `scim_invalid_filter` */
export const parseFilter = (source: string): Filter => new Reader(source).whole();

const pathText = ({ urn, name, sub }: AttributePath): string =>
  `${urn === null ? '' : `${urn}:`}${name}${sub === null ? '' : `.${sub}`}`;

const grouped = (filter: Filter, when: boolean): string => (when ? `(${printFilter(filter)})` : printFilter(filter));

/** Writes a filter so that reading it gives the same one again. */
export function printFilter(filter: Filter): string {
  switch (filter.op) {
    case 'or':
      return `${printFilter(filter.left)} or ${grouped(filter.right, filter.right.op === 'or')}`;
    case 'and':
      return `${grouped(filter.left, filter.left.op === 'or')} and ${grouped(filter.right, filter.right.op === 'or' || filter.right.op === 'and')}`;
    case 'not':
      return `not (${printFilter(filter.of)})`;
    case 'has':
      return `${pathText(filter.path)}[${printFilter(filter.of)}]`;
    case 'pr':
      return `${pathText(filter.path)} pr`;
    default:
      return `${pathText(filter.path)} ${filter.op} ${JSON.stringify(filter.value)}`;
  }
}
