import { onTestFinished } from 'vitest';

export interface StreamEvent {
  readonly id: string | null;
  /** `message` for a notice. */
  readonly event: string;
  // biome-ignore lint/suspicious/noExplicitAny: each test knows the shape it waits for
  readonly data: any;
}

/** Reads a stream of server-sent events until it ends or the test does. */
export class EventReader {
  /** Those with data, in order. */
  readonly events: StreamEvent[] = [];
  /** The id to go on from, as an EventSource would keep it. */
  last_id: string | null = null;
  /** True once the other side has ended it. */
  ended = false;
  private readonly reader: ReadableStreamDefaultReader<Uint8Array>;

  constructor(readonly response: Response) {
    if (response.status !== 200 || !response.body)
      throw new Error(`the stream answered ${response.status}`);
    this.reader = response.body.getReader();
    void this.read();
    onTestFinished(() => this.close());
  }

  /** What notices say, in order. */
  get notices(): StreamEvent['data'][] {
    return this.of('message');
  }

  of = (event: string) => this.events.filter((one) => one.event === event).map(({ data }) => data);

  async close(): Promise<void> {
    await this.reader.cancel().catch(() => undefined); // it may have been cut
  }

  private async read(): Promise<void> {
    let text = '';
    const decoder = new TextDecoder();
    try {
      for (;;) {
        const { done, value } = await this.reader.read();
        if (done) break;
        text += decoder.decode(value, { stream: true });
        const blocks = text.split('\n\n');
        text = blocks.pop() ?? '';
        for (const block of blocks) this.take(block);
      }
    } catch {
      // Cut: ended as well.
    }
    this.ended = true;
  }

  private take(block: string): void {
    const field = (name: string): string | null =>
      block
        .split('\n')
        .find((line) => line.startsWith(`${name}: `))
        ?.slice(name.length + 2) ?? null;
    this.last_id = field('id') ?? this.last_id;
    const data = field('data');
    if (data === null) return;
    this.events.push({
      id: field('id'),
      event: field('event') ?? 'message',
      data: JSON.parse(data),
    });
  }
}
