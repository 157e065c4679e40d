import { once } from 'node:events';
import { Agent, type ClientRequest, get, type IncomingMessage } from 'node:http';
import { newId } from '@/platform/ids';
import { type Client, type Running, startRawStream } from './ambit';
import { memoryOf, spread } from './measure';

/** From the write being sent to its notice at the last of all readers, ms; memory each reader costs the server, kB. */
export interface Fanout {
  readonly p50: number;
  readonly p95: number;
  readonly worst: number;
  readonly kb_each: number;
}

const readers = 1000;
const writes = 40;

/** P10: one contact changes under the eyes of a thousand, against a server that only passes lines on. */
export async function streams(
  ambit: Running,
  client: Client,
): Promise<{ raw: Fanout; ours: Fanout }> {
  const { id } = await client.call<{ id: string }>('POST', '/contacts', { last_name: 'Watched' });
  const ours = await fanout(ambit, `${ambit.url}/api/stream`, client.headers, async () => {
    await client.call('PATCH', `/contacts/${id}`, { job_title: newId() });
  });
  await client.call('DELETE', `/contacts/${id}`, {});
  const server = await startRawStream();
  try {
    const raw = await fanout(server, server.url, {}, async () => {
      await fetch(`${server.url}/${newId()}`, { method: 'POST' });
    });
    return { raw, ours };
  } finally {
    await server.stop();
  }
}

async function fanout(
  { pid }: Running,
  url: string,
  headers: Record<string, string>,
  write: () => Promise<unknown>,
): Promise<Fanout> {
  const agent = new Agent({ maxSockets: Number.POSITIVE_INFINITY });
  const before = memoryOf([pid]);
  let heard = 0;
  let last: () => void = () => {};
  const open: ClientRequest[] = [];
  for (let at = 0; at < readers; at++) {
    const request = get(url, { agent, headers });
    open.push(request);
    const [answer] = (await once(request, 'response')) as [IncomingMessage];
    if (answer.statusCode !== 200) throw new Error(`a stream answered ${answer.statusCode}`);
    answer.on('data', (chunk: Buffer) => {
      if (!chunk.includes('data: ')) return;
      heard += 1;
      if (heard === readers) last();
    });
    answer.on('error', () => undefined); // cut at the end
  }
  const kb_each = Math.round(((memoryOf([pid]) - before) * 1024) / readers);
  const spent: number[] = [];
  for (let at = 0; at < writes; at++) {
    heard = 0;
    const all = new Promise<void>((resolve) => (last = resolve));
    const began = performance.now();
    await Promise.all([write(), all]);
    spent.push(performance.now() - began);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  for (const request of open) request.destroy();
  agent.destroy();
  return { ...spread(spent), kb_each };
}
