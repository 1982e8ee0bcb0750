import type { z } from 'zod';
import type { ErrorCode } from './errors.ts';

/** Code of one permission, `system.resource.action`; declared with {@link defineMetas}. */
export type MetaCode = `${string}.${string}.${string}`;

/** The two languages of the portal; Chinese leads. */
export interface Localized {
  readonly zh: string;
  readonly en: string;
}

/** What the business sees of a permission; `risk` 0 (harmless) … 3 (irreversible or about many people). */
export interface MetaDefinition extends Localized {
  readonly risk: 0 | 1 | 2 | 3;
  /** What it opens: a page, an action (when left out) or the unmasked value of a field. */
  readonly kind?: 'page' | 'action' | 'field';
  /** False when nobody may ask for it; true when left out. */
  readonly requestable?: boolean;
  /** True while it still works but is on its way out: nobody can ask for it any more, and no role takes it up. */
  readonly deprecated?: true;
}

/** HTTP methods an endpoint may have; everything but `get` is a command. */
export type Method = 'get' | 'post' | 'put' | 'patch' | 'delete';

/** Valid sample values of one endpoint: they feed the API document, the mocks and the test that visits every endpoint. */
export interface Examples {
  readonly params?: Record<string, unknown>;
  readonly query?: Record<string, unknown>;
  readonly body?: unknown;
  readonly response?: unknown;
}

/**
 * One operation of the BFF: the single source of its handler's types, its client, its OpenAPI entry, its mock and its tests.
 * `meta: null` says aloud that any signed-in caller may use it; leaving `meta` out does not compile.
 */
export interface Endpoint {
  /** Operation id, verb-noun, the same word in service, hook and test title. */
  readonly id: string;
  readonly method: Method;
  /** Express style path with `:params`, below `/api`. */
  readonly path: `/api/${string}`;
  readonly summary: string;
  readonly tags: readonly [string, ...string[]];
  readonly meta: MetaCode | null;
  /** True when the caller must send `If-Match` with the version he saw (412 `stale_version` otherwise). */
  readonly ifMatch?: true;
  /** True when the answer carries an `ETag`; `If-None-Match` is answered by 304. */
  readonly etag?: true;
  /** True for a command whose answer must not be kept anywhere: repeating it is refused with `answer_given_once`. */
  readonly secret?: true;
  /** True when the success answer stays open and tells one event after the other (`text/event-stream`), each as `response` says. */
  readonly stream?: true;
  /**
   * `scim`: bodies and refusals as RFC 7644 has them (`application/scim+json`), no `Idempotency-Key`, `If-Match` optional; the
   * handler runs its own transactions, because one request may hold many operations.
   */
  readonly media?: 'scim';
  /**
   * Largest body in bytes, after decompression; {@link BODY_BYTES} when left out. More is only read from callers who hold `meta` for
   * the whole company: for everybody else the usual limit stays.
   */
  readonly maxBodyBytes?: number;
  readonly params?: z.ZodObject;
  readonly query?: z.ZodObject;
  readonly body?: z.ZodObject;
  /** Success body; null answers 204. */
  readonly response: z.ZodType | null;
  /** Success status; default 200, or 204 when `response` is null. */
  readonly status?: 200 | 201 | 202 | 204;
  /** Refusals beyond those every endpoint can give (see errors.ts `commonErrors`). */
  readonly errors: readonly ErrorCode[];
  readonly examples: Examples;
}

/** Largest body of a request in bytes, after decompression, unless the endpoint takes more. */
export const BODY_BYTES = 1024 * 1024;

/** Declares an endpoint and keeps its literal types. */
export const defineEndpoint = <const E extends Endpoint>(endpoint: E): E => endpoint;

/** Declares the permissions of one system and keeps their codes as literal types. */
export const defineMetas = <const M extends Record<MetaCode, MetaDefinition>>(metas: M): M => metas;

type OutputOf<T> = T extends z.ZodType ? z.output<T> : undefined;
type InputOf<T> = T extends z.ZodType ? z.input<T> : undefined;
type DropUndefined<T> = { [K in keyof T as T[K] extends undefined ? never : K]: T[K] };
type PartOf<E, K extends PropertyKey> = E extends { readonly [P in K]: infer V } ? V : undefined;

/** What a handler receives after parsing: only the parts the endpoint declares. */
export type HandlerInput<E extends Endpoint> = DropUndefined<{
  params: OutputOf<PartOf<E, 'params'>>;
  query: OutputOf<PartOf<E, 'query'>>;
  body: OutputOf<PartOf<E, 'body'>>;
  /** Version the caller saw, from `If-Match`. */
  ifMatch: E extends { readonly ifMatch: true } ? number : undefined;
  /** `If-Match` as it came, or null. */
  ifMatchTag: E extends { readonly media: 'scim' } ? string | null : undefined;
}>;

/** What a handler answers; the contract drops everything it does not name. A stream tells its answers as events. */
export type HandlerOutput<E extends Endpoint> = E extends { readonly stream: true }
  ? void
  : E['response'] extends z.ZodType
    ? z.input<E['response']>
    : void;

/** What a client passes. */
export type ClientInput<E extends Endpoint> = DropUndefined<{
  params: InputOf<PartOf<E, 'params'>>;
  query: InputOf<PartOf<E, 'query'>> extends infer Q ? (Q extends undefined ? undefined : Partial<Q>) : undefined;
  body: InputOf<PartOf<E, 'body'>>;
  /** Version of the record the person looked at. */
  ifMatch: E extends { readonly ifMatch: true } ? number : undefined;
}>;

/** What a client gets. */
export type ClientOutput<E extends Endpoint> = E['response'] extends z.ZodType ? z.output<E['response']> : undefined;

/** True for everything that changes something: it must carry an `Idempotency-Key`. */
export const isCommand = (endpoint: Pick<Endpoint, 'method'>): boolean => endpoint.method !== 'get';

/** Success status of an endpoint. */
export const successStatus = (endpoint: Pick<Endpoint, 'status' | 'response'>): number =>
  endpoint.status ?? (endpoint.response === null ? 204 : 200);

/** Fills `:name` parameters, each percent-encoded. @throws TypeError when a parameter is missing. */
export const fillPath = (path: string, params: Readonly<Record<string, unknown>> = {}): string =>
  path.replace(/:(\w+)/g, (_all, name: string) => {
    const value = params[name];
    if (value === undefined || value === null || value === '') throw new TypeError(`path parameter ${name} is missing`);
    return encodeURIComponent(String(value));
  });
