/**
 * Stands for a schema in a browser build, which ships no zod: it holds what pages may list (`options` of an enumeration) and
 * throws a readable error when anything else of the schema is used.
 */
export const absentSchema = <T extends object>(name: string, known: T): T =>
  new Proxy(known, {
    get(target, key) {
      if (key in target || typeof key === 'symbol') return Reflect.get(target, key) as unknown;
      throw new Error(
        `${name}.${key}: schemas stay on the server; the browser has endpoints, Metas and enumeration options`,
      );
    },
  });
