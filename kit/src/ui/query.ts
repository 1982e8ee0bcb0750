import type { ClientOutput, Endpoint } from '@eoms/contracts/endpoint';
import {
  useMutation,
  useQuery,
  useQueryClient,
  type UseMutationResult,
  type UseQueryOptions,
  type UseQueryResult,
} from '@tanstack/react-query';
import { useRef } from 'react';
import { call, newRequestId, type CallArguments, type CallInput } from '../api/call.ts';
import { NetworkError, ProblemError, type CallError } from '../api/errors.ts';
import { portal } from '../portal.ts';

/** Key under which the answer of an endpoint is kept; the input may be left out to mean all of them. */
export const keyOf = <E extends Endpoint>(endpoint: E, input?: CallInput<E>): readonly unknown[] =>
  input === undefined ? [endpoint.id] : [endpoint.id, input];

/** Options of {@link useEndpoint}: those of react-query except key and function. */
export type EndpointOptions<E extends Endpoint> = Omit<
  UseQueryOptions<ClientOutput<E>, CallError>,
  'queryKey' | 'queryFn'
>;

type EndpointArguments<E extends Endpoint> =
  Partial<CallInput<E>> extends CallInput<E>
    ? [input?: CallInput<E>, options?: EndpointOptions<E>]
    : [input: CallInput<E>, options?: EndpointOptions<E>];

/** Calls with the loose arguments that generic code has; the typed signature is checked where the hook is used. */
export const callLoose = <E extends Endpoint>(
  endpoint: E,
  input: CallInput<E> | undefined,
  options: object,
): Promise<ClientOutput<E>> => call(endpoint, ...([input, options] as unknown as CallArguments<E>));

/**
 * Reads a GET endpoint for the page. An answer, or a refusal, that was asked for before the permissions changed is thrown away
 * and asked for anew: it may hold rows that are no longer the person's to see.
 */
export async function readLoose<E extends Endpoint>(
  endpoint: E,
  input: CallInput<E> | undefined,
  options: { readonly signal: AbortSignal },
): Promise<ClientOutput<E>> {
  for (;;) {
    const { accessVersion } = portal.getState();
    const isOutdated = (): boolean => accessVersion !== portal.getState().accessVersion && !options.signal.aborted;
    try {
      const answer = await callLoose(endpoint, input, options);
      if (!isOutdated()) return answer;
    } catch (error) {
      if (!isOutdated()) throw error;
    }
  }
}

/** What is kept with an answer: the permission without which it may not stay. */
export const permissionOf = ({ meta }: Endpoint): { readonly permission: string | null } => ({ permission: meta });

/** Reads a GET endpoint and keeps its answer; errors are `ProblemError` or `NetworkError`. */
export function useEndpoint<E extends Endpoint>(
  endpoint: E,
  ...[input, options]: EndpointArguments<E>
): UseQueryResult<ClientOutput<E>, CallError> {
  return useQuery<ClientOutput<E>, CallError>({
    ...options,
    queryKey: keyOf(endpoint, (input ?? {}) as CallInput<E>),
    queryFn: ({ signal }) => readLoose(endpoint, input, { signal }),
    meta: permissionOf(endpoint),
  });
}

/** Gives a function that marks kept answers of some endpoints, or of all, as outdated; those on the page are read again. */
export function useInvalidate(): (...endpoints: Endpoint[]) => Promise<void> {
  const client = useQueryClient();
  return async (...endpoints) => {
    const keys = endpoints.length > 0 ? endpoints.map((endpoint) => ({ queryKey: keyOf(endpoint) })) : [{}];
    await Promise.all(keys.map((filter) => client.invalidateQueries(filter)));
  };
}

/** True when the command certainly changed nothing, so that the next attempt is a new one. */
const isDecided = (error: unknown): boolean =>
  error instanceof ProblemError &&
  error.problem.status < 500 &&
  ![401, 408, 429].includes(error.problem.status) &&
  error.problem.code !== 'request_in_progress';

interface Attempt {
  readonly requestId: string;
  readonly running: Promise<unknown> | null;
}

/** What happens after a command; each runs once per attempt, however often the button was pressed. */
export interface CommandOptions<E extends Endpoint> {
  /** GET endpoints whose kept answers the command makes outdated; all of this remote unless told. */
  readonly invalidates?: readonly Endpoint[];
  /** Milliseconds to wait for the answer, for commands that do much at once. */
  readonly timeout?: number;
  onSuccess?(output: ClientOutput<E>, input: CallInput<E>): void | Promise<void>;
  onError?(error: CallError, input: CallInput<E>): void;
}

/**
 * Sends a command. The same input pressed twice is sent once; the same input after a lost answer repeats its
 * `Idempotency-Key`, so it is done once; a success, a refusal or another input begins a new attempt.
 */
export function useCommand<E extends Endpoint>(
  endpoint: E,
  options: CommandOptions<E> = {},
): UseMutationResult<ClientOutput<E>, CallError, CallInput<E>> {
  const attempts = useRef(new Map<string, Attempt>());
  const invalidate = useInvalidate();
  const perform = async (input: CallInput<E>, body: string, requestId: string): Promise<ClientOutput<E>> => {
    try {
      const timeout = options.timeout === undefined ? {} : { timeout: options.timeout };
      const output = await callLoose(endpoint, input, { requestId, ...timeout });
      attempts.current.delete(body);
      void invalidate(...(options.invalidates ?? []));
      await options.onSuccess?.(output, input);
      return output;
    } catch (error) {
      if (isDecided(error)) attempts.current.delete(body);
      else attempts.current.set(body, { requestId, running: null });
      options.onError?.(error as CallError, input);
      throw error;
    }
  };
  return useMutation<ClientOutput<E>, CallError, CallInput<E>>({
    mutationFn: (input) => {
      const body = JSON.stringify(input);
      const known = attempts.current.get(body);
      if (known?.running) return known.running as Promise<ClientOutput<E>>;
      // Only what still runs, and the attempt that is being repeated, are worth remembering.
      for (const [key, other] of attempts.current) if (!other.running) attempts.current.delete(key);
      const requestId = known?.requestId ?? newRequestId();
      const running = perform(input, body, requestId);
      attempts.current.set(body, { requestId, running });
      return running;
    },
  });
}

/** True for errors after which asking again may help. */
export const mayRetry = (error: unknown): boolean =>
  error instanceof NetworkError ||
  (error instanceof ProblemError && (error.problem.status >= 500 || error.problem.status === 429));
