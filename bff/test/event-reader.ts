/** One event, comment or advice of a stream, as it came. */
export interface Told {
  readonly id: string | null;
  readonly data: unknown;
  /** Milliseconds after which to come back. */
  readonly retry: number | null;
  readonly isComment: boolean;
}

function readBlock(block: string): Told {
  const lines = block.split('\n').map((line) => /^([^:]*):? ?(.*)$/.exec(line)?.slice(1) ?? ['', '']);
  const field = (name: string): string | null => lines.find(([first]) => first === name)?.[1] ?? null;
  const data = field('data');
  return {
    id: field('id'),
    data: data === null ? null : (JSON.parse(data) as unknown),
    retry: field('retry') === null ? null : Number(field('retry')),
    isComment: block.startsWith(':'),
  };
}

/** Reads a stream of server-sent events one by one. */
export class EventReader {
  readonly #reader: ReadableStreamDefaultReader<string>;
  #kept = '';

  constructor(response: Response) {
    if (!response.body) throw new Error('the answer has no body');
    this.#reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  }

  /** The next thing told, comments included; null at the end of the stream. */
  async nextOfAny(): Promise<Told | null> {
    for (;;) {
      const end = this.#kept.indexOf('\n\n');
      if (end >= 0) {
        const block = this.#kept.slice(0, end);
        this.#kept = this.#kept.slice(end + 2);
        return readBlock(block);
      }
      const { done, value } = await this.#reader.read();
      if (done) return null;
      this.#kept += value;
    }
  }

  /** The next event with data, or advice when to come back; null at the end. */
  async next(): Promise<Told | null> {
    for (;;) {
      const told = await this.nextOfAny();
      if (!told?.isComment) return told;
    }
  }

  /** Everything that is still told until the end, comments left out. */
  async rest(): Promise<Told[]> {
    const all: Told[] = [];
    for (let told = await this.next(); told; told = await this.next()) all.push(told);
    return all;
  }

  async close(): Promise<void> {
    await this.#reader.cancel();
  }
}
