import { z } from 'zod';

/** A JSON object of the API document. */
export type Json = Record<string, unknown>;

type Direction = 'input' | 'output';

const DEFS = '#/$defs/';

const referencesOf = (schema: unknown): string[] =>
  [...JSON.stringify(schema).matchAll(/"\$ref":"#\/\$defs\/([^"]+)"/g)].flatMap(([, name]) => name ?? []);

const registered = (io: Direction): Record<string, unknown> =>
  z.toJSONSchema(z.globalRegistry, { target: 'draft-2020-12', io, unrepresentable: 'any', uri: (id) => `${DEFS}${id}` })
    .schemas;

/** Names whose schema is another for requests than for answers, itself or by what it refers to. */
function namesThatDiffer(): ReadonlySet<string> {
  const input = registered('input');
  const output = registered('output');
  const differ = new Set(
    Object.keys(output).filter((name) => JSON.stringify(input[name]) !== JSON.stringify(output[name])),
  );
  for (let before = -1; before !== differ.size;) {
    before = differ.size;
    for (const [name, schema] of Object.entries(output))
      if (referencesOf(schema).some((each) => differ.has(each))) differ.add(name);
  }
  return differ;
}

/** Collects named schemas (`components`) while it converts; a name whose two directions differ gets the suffix `Input` for requests. */
export function schemaCollector() {
  const components: Json = {};
  const differ = namesThatDiffer();
  const nameIn = (direction: Direction, name: string): string =>
    direction === 'input' && differ.has(name) ? `${name}Input` : name;
  const pointed = <T>(schema: T, direction: Direction): T =>
    JSON.parse(JSON.stringify(schema), (key, value: unknown) => {
      // SCIM has an attribute of this name (RFC 7643 section 2.4); readers of OpenAPI take it for a reference.
      if (key === 'required' && Array.isArray(value)) return value.filter((name) => name !== '$ref');
      if (key !== '$ref') return value;
      return typeof value === 'string'
        ? `#/components/schemas/${nameIn(direction, value.replace(DEFS, ''))}`
        : undefined;
    }) as T;
  const convert = (schema: z.ZodType, direction: Direction): Json => {
    const whole = z.toJSONSchema(schema, { target: 'draft-2020-12', io: direction, unrepresentable: 'any' }) as Json;
    const {
      $schema: _dialect,
      $defs = {},
      id,
      ...own
    } = whole as { $schema?: string; $defs?: Record<string, Json>; id?: string };
    const named = Object.entries({ ...$defs, ...(id ? { [id]: own } : {}) });
    for (const [name, { id: _id, ...definition }] of named as [string, Json][])
      components[nameIn(direction, name)] ??= pointed(definition, direction);
    return id ? { $ref: `#/components/schemas/${nameIn(direction, id)}` } : pointed(own, direction);
  };
  return { components, convert };
}
