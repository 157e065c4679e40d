import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { newId } from '@/platform/ids';
import { Client } from './ambit';
import { spread } from './measure';

/** From the answer to a write to its delivery at each healthy endpoint, ms. */
export interface Delivered {
  readonly p50: number;
  readonly p95: number;
  readonly worst: number;
}

export interface WebhookFigures {
  /** The same calls made with nothing around them. */
  readonly raw: Delivered;
  /** Every endpoint answers. */
  readonly alone: Delivered;
  /** Beside three times as many that refuse, hang or fail. */
  readonly beside: Delivered;
}

const healthy = 50;
const writes = 30;
/** Between two writes, ms. */
const pace = 1000;
/** Paths say which receiver is meant. */
const dead = ['refuses', 'hangs', 'fails'] as const;

/** G21: healthy endpoints first by themselves, then beside 150 dead ones. Needs a server that may call 127.0.0.1. */
export async function webhooks(url: string): Promise<WebhookFigures> {
  const client = new Client(url);
  await client.call('POST', '/auth/register', {
    name: 'Hooked Owner',
    email: `hooked-${newId()}@bench.example`,
    password: 'a bench needs a password',
    company_name: 'Hooked',
  });
  const heard = new Map<string, (at: number) => void>();
  const server = await listen((path, body, response) => {
    if (path.startsWith('/hangs')) return;
    response.statusCode = path.startsWith('/fails') ? 500 : 200;
    response.end();
    const said = /"after":{"job_title":"([^"]+)"/.exec(body)?.[1];
    if (path.startsWith('/healthy') && said) heard.get(said)?.(performance.now());
  });
  const closed = await listen(() => undefined);
  const refused = portOf(closed);
  await new Promise((resolve) => closed.close(resolve));
  const at = (path: string, port = portOf(server)) => `http://127.0.0.1:${port}/${path}`;
  const { id } = await client.call<{ id: string }>('POST', '/contacts', { last_name: 'Hooked' });
  const times = (write: (word: string) => Promise<unknown>) => measured(heard, write);
  const change = (word: string) => client.call('PATCH', `/contacts/${id}`, { job_title: word });
  const hook = (address: string) =>
    client.call('POST', '/webhooks', { url: address, events: ['contact.updated'] });
  try {
    const raw = await times(async (word) => {
      const body = JSON.stringify({ after: { job_title: word } });
      for (let n = 0; n < healthy; n++) void fetch(at(`healthy/${n}`), { method: 'POST', body });
    });
    for (let n = 0; n < healthy; n++) await hook(at(`healthy/${n}`));
    await times(change);
    const alone = await times(change);
    for (const kind of dead)
      for (let n = 0; n < healthy; n++)
        await hook(at(`${kind}/${n}`, kind === 'refuses' ? refused : portOf(server)));
    const beside = await times(change);
    return { raw, alone, beside };
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

/** Writes at an even pace; each write is heard `healthy` times. */
async function measured(
  heard: Map<string, (at: number) => void>,
  write: (word: string) => Promise<unknown>,
): Promise<Delivered> {
  const spent: number[] = [];
  const all: Promise<void>[] = [];
  for (let n = 0; n < writes; n++) {
    const word = newId();
    const arrivals: number[] = [];
    const complete = new Promise<void>((resolve, reject) => {
      const patience = setTimeout(
        () => reject(new Error(`${arrivals.length} of ${healthy} endpoints heard a change`)),
        60_000,
      );
      heard.set(word, (at) => {
        if (arrivals.push(at) < healthy) return;
        clearTimeout(patience);
        resolve();
      });
    });
    await write(word);
    const written = performance.now();
    all.push(complete.then(() => void spent.push(...arrivals.map((at) => at - written))));
    await new Promise((resolve) => setTimeout(resolve, pace));
  }
  await Promise.all(all);
  return spread(spent);
}

async function listen(
  answer: (path: string, body: string, response: ServerResponse) => void,
): Promise<Server> {
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    answer(request.url ?? '', body, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}

const portOf = (server: Server): number => (server.address() as AddressInfo).port;
