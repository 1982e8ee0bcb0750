import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** One answer of the HR system: a page, or whatever a bad day makes of it. */
export type FeedAnswer = (query: URLSearchParams) => {
  readonly status?: number;
  readonly body: unknown;
  readonly hang?: boolean;
};

/** An HR system over HTTP that answers as a test tells it. */
export class FeedServer {
  readonly #server = createServer((request, response) => this.#answer(request, response));
  /** Queries that came, with their credentials. */
  readonly asked: { readonly query: URLSearchParams; readonly authorization: string | undefined }[] = [];
  answer: FeedAnswer = () => ({ body: { records: [], next: 'start', more: false } });

  static async start(): Promise<FeedServer> {
    const server = new FeedServer();
    await new Promise<void>((resolve) => server.#server.listen(0, '127.0.0.1', resolve));
    return server;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Answers each question with the next of these pages, and then with nothing new. */
  script(...pages: readonly { readonly status?: number; readonly body: unknown }[]): void {
    const rest = [...pages];
    this.answer = () => rest.shift() ?? { body: { records: [], next: 'end', more: false } };
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    const query = new URL(request.url ?? '/', 'http://feed').searchParams;
    this.asked.push({ query, authorization: request.headers.authorization });
    const { status = 200, body, hang } = this.answer(query);
    if (hang) return;
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(typeof body === 'string' ? body : JSON.stringify(body));
  }
}

/** A page of the feed. */
export const page = (records: readonly unknown[], next: string | null, more: Record<string, unknown> = {}) => ({
  body: { records, next, more: false, ...more },
});
