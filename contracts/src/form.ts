import { z } from 'zod';
import type { Endpoint } from './endpoint.ts';

/** What a form must know of one field of a command's body: plain data that reaches the browser without zod. */
export interface FieldShape {
  readonly required: boolean;
  readonly nullable: boolean;
  readonly type: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly pattern?: string;
  readonly options?: readonly (string | number)[];
}

/** Constraints of a command's body by field name; nested objects are not descended into. */
export type FormShape = Readonly<Record<string, FieldShape>>;

/** Endpoint as the browser gets it: no schemas, but what forms need of them. */
export type BrowserEndpoint = Pick<Endpoint, 'id' | 'method' | 'path' | 'meta'> & {
  readonly ifMatch?: true;
  readonly etag?: true;
  readonly form?: FormShape;
};

type JsonSchema = {
  type?: string;
  anyOf?: JsonSchema[];
  $ref?: string;
  properties?: Record<string, JsonSchema>;
  required?: string[];
  enum?: (string | number)[];
} & Partial<Record<'minLength' | 'maxLength' | 'minimum' | 'maximum', number>> & { pattern?: string };

const LIMITS = ['minLength', 'maxLength', 'minimum', 'maximum', 'pattern'] as const;

function fieldShape(schema: JsonSchema, required: boolean): FieldShape {
  const variants = schema.anyOf ?? [schema];
  const nullable = variants.some((variant) => variant.type === 'null');
  const core = { ...schema, ...variants.find((variant) => variant.type !== 'null') };
  const limits = Object.fromEntries(LIMITS.filter((key) => core[key] !== undefined).map((key) => [key, core[key]]));
  return { required, nullable, type: core.type ?? 'object', ...limits, ...(core.enum ? { options: core.enum } : {}) };
}

/** Reads the constraints of a command's body from its schema (JSON Schema of zod, input side). */
export function formShape(body: z.ZodObject): FormShape {
  const schema = z.toJSONSchema(body, {
    io: 'input',
    unrepresentable: 'any',
    // Named schemas would become $ref; a form wants the limits themselves.
    override: ({ jsonSchema }) => void delete jsonSchema.id,
  }) as JsonSchema & { $defs?: Record<string, JsonSchema> };
  const resolve = (part: JsonSchema): JsonSchema =>
    part.$ref ? { ...schema.$defs?.[part.$ref.replace('#/$defs/', '')], ...part } : part;
  return Object.fromEntries(
    Object.entries(schema.properties ?? {}).map(([name, part]) => {
      const whole = resolve(part);
      const inlined = whole.anyOf ? { ...whole, anyOf: whole.anyOf.map(resolve) } : whole;
      return [name, fieldShape(inlined, (schema.required ?? []).includes(name))];
    }),
  );
}

/** The plain data of an endpoint that a browser build ships instead of the contract module. */
export function toBrowserEndpoint(endpoint: Endpoint): BrowserEndpoint {
  const { id, method, path, meta } = endpoint;
  return {
    id,
    method,
    path,
    meta,
    ...(endpoint.ifMatch ? { ifMatch: true } : {}),
    ...(endpoint.etag ? { etag: true } : {}),
    ...(endpoint.body ? { form: formShape(endpoint.body) } : {}),
  };
}
