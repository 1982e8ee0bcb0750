import type { ClientOutput, Endpoint } from './endpoint.ts';
import { errors, Problem, type ErrorCode } from './errors.ts';

/** A request of an endpoint as its examples show it, as it goes over the wire. */
export interface ExampleRequest {
  readonly params: Readonly<Record<string, unknown>>;
  readonly query: Readonly<Record<string, unknown>>;
  readonly body: unknown;
}

/** A fresh valid answer of an endpoint, from its examples; undefined where the contract answers nothing. @throws ZodError when the example is not valid. */
export function exampleResponse<E extends Endpoint>(endpoint: E): ClientOutput<E> {
  const example = endpoint.response ? endpoint.response.parse(structuredClone(endpoint.examples.response)) : undefined;
  return example as ClientOutput<E>;
}

/** A fresh valid request of an endpoint, from its examples. @throws ZodError when an example is not valid. */
export function exampleRequest(endpoint: Endpoint): ExampleRequest {
  const { params = {}, query = {}, body } = structuredClone(endpoint.examples);
  endpoint.params?.parse(params);
  endpoint.query?.parse(query);
  endpoint.body?.parse(body);
  return { params, query, body };
}

/** A valid problem of a code, as the BFF would answer it. */
export const exampleProblem = (code: ErrorCode, details: Partial<Problem> = {}): Problem => {
  const { status, title, next } = errors[code];
  const requestId = '0b8f7c8e-6a55-4a53-9f0e-1c1d3a9f5d11';
  return Problem.parse({
    type: `urn:eoms:problem:${code}`,
    title: title.zh,
    status,
    code,
    requestId,
    messages: title,
    next,
    ...details,
  });
};
