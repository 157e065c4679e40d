import { Agent, request } from 'node:http';
import type { LoadOrder, LoadResult } from './loading';

/**
 * Asks for one address again and again, in a process of its own, and prints what came back as JSON. Closed: so many callers
 * that wait for their answers. Open: so many requests a second whatever comes back. Argument: a LoadOrder as JSON.
 */
const order = JSON.parse(process.argv[2] ?? '{}') as LoadOrder;
/** More than a server that refuses in time ever needs; what waits here for one counts as waiting. */
const agent = new Agent({ keepAlive: true, maxSockets: 1000 });
const statuses: Record<string, number> = {};
const accepted: number[] = [];
const refused: number[] = [];
const goodput: number[] = [];
let unexplained = 0;
const begun = performance.now();

function ask(): Promise<void> {
  const asked = performance.now();
  return new Promise((resolve) => {
    const done = (status: string): void => {
      statuses[status] = (statuses[status] ?? 0) + 1;
      resolve();
    };
    const call = request(
      order.url,
      { agent, headers: order.headers, timeout: 30_000 },
      (answer) => {
        answer.resume();
        answer
          .once('error', () => done('broken'))
          .once('end', () => {
            const now = performance.now();
            const status = answer.statusCode ?? 0;
            (status === 200 ? accepted : refused).push(now - asked);
            if (status === 200) {
              const second = Math.floor((now - begun) / 1000);
              goodput[second] = (goodput[second] ?? 0) + 1;
            } else if (!answer.headers['retry-after']) unexplained += 1;
            done(String(status));
          });
      },
    );
    call.once('timeout', () => call.destroy(new Error('no answer')));
    call.once('error', (error: NodeJS.ErrnoException) => done(error.code ?? error.message));
    call.end();
  });
}

const over = (): boolean => performance.now() - begun > order.seconds * 1000;

async function closed(callers: number): Promise<void> {
  const caller = async (): Promise<void> => {
    while (!over()) await ask();
  };
  await Promise.all(Array.from({ length: callers }, caller));
}

/** Sends what is due every few ms, however much is still out. */
async function open(per_second: number): Promise<void> {
  const out: Promise<void>[] = [];
  let sent = 0;
  while (!over()) {
    const due = ((performance.now() - begun) / 1000) * per_second;
    for (; sent < due; sent++) out.push(ask());
    await new Promise((resolve) => setTimeout(resolve, 4));
  }
  await Promise.all(out);
}

if (order.callers) await closed(order.callers);
if (order.per_second) await open(order.per_second);
const at = (values: number[], share: number): number =>
  Math.round(values.sort((a, b) => a - b)[Math.floor(values.length * share)] ?? 0);
const result: LoadResult = {
  statuses,
  unexplained,
  per_second: Array.from({ length: order.seconds }, (_, second) => goodput[second] ?? 0),
  accepted: { p50: at(accepted, 0.5), p99: at(accepted, 0.99) },
  refused: { p50: at(refused, 0.5), p99: at(refused, 0.99) },
};
process.stdout.write(JSON.stringify(result), () => process.exit(0));
