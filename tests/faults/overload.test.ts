import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, expect, test } from 'vitest';
import { projectRoot } from '@/platform/paths';
import { type LoadResult, loading } from '../support/faults/loading';
import { Report } from '../support/faults/report';
import { long } from '../support/faults/seed';
import { HttpPerson } from '../support/http-person';
import { serve, statusOf, stop, until } from '../support/process';

const data = mkdtempSync(join(tmpdir(), 'ambit-overload-'));
const report = new Report('Overload');
afterAll(() => {
  report.print();
  rmSync(data, { recursive: true, force: true });
});

/** Reads the whole list for nothing, so that PostgreSQL has the work and not whoever asks. */
const words = Array.from({ length: 24 }, (_, at) => `nowhere ${at}`);
const filter = {
  or: words.flatMap((value) =>
    ['department', 'lead_source'].map((field) => ({ field, op: 'contains', value })),
  ),
};
const path = `/contacts?limit=5&fields=last_name&filter=${encodeURIComponent(JSON.stringify(filter))}`;
const seconds = 60;
/** What must be left of the peak. The goal is 0.9 and is missed: see the report in docs/guides/faults.md. */
const least = 0.6;
/** Half of those served, and half of those refused, hear within this, ms: a server that collapses takes three times as long. */
const heard = 2000;

async function filled(url: string, contacts: number): Promise<HttpPerson> {
  const person = await HttpPerson.registered(url);
  for (let made = 0; made < contacts; made += 1000) {
    const create = Array.from({ length: 1000 }, (_, at) => ({
      last_name: `Contact ${made + at}`,
      department: `Department ${at % 50}`,
      lead_source: `Fair ${at % 9}`,
    }));
    const { status } = await person.post('/contacts/bulk', { create });
    expect(status).toBeLessThan(300);
  }
  return person;
}

/** Answers a second, without the first and the last, which are not whole. */
const rate = ({ per_second }: LoadResult): number => {
  const whole = per_second.slice(1, -1);
  return whole.reduce((sum, count) => sum + count, 0) / whole.length;
};

/** What somebody of another company sees meanwhile: one request after the other. */
async function neighbour(url: string, headers: Record<string, string>, on: () => boolean) {
  const times: number[] = [];
  let refused = 0;
  while (on()) {
    const asked = performance.now();
    const { status } = await fetch(url, { headers });
    if (status === 200) times.push(performance.now() - asked);
    else refused += 1;
    await sleep(100);
  }
  return { times: times.sort((a, b) => a - b), refused };
}

/** Refuses everything at next to no cost: what is left of the processors beside a flood, for whoever is not flooded. */
async function refusing(): Promise<{ url: string; end: () => void }> {
  const child = spawn(process.execPath, ['tests/support/faults/refuser.mjs'], {
    cwd: projectRoot,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [port] = await once(child.stdout, 'data');
  return { url: `http://127.0.0.1:${String(port).trim()}/`, end: () => child.kill() };
}

// Only in the long run, which has the machine for itself: a loader beside other tests measures them.
test.runIf(long)(
  'ten times what it can serve: some are served, the rest refused and told when to come back, others hardly notice',
  async () => {
    const ambit = await serve({ DATA_DIR: data });
    const [flooding, other] = await Promise.all([
      filled(ambit.url, 10_000),
      filled(ambit.url, 1000),
    ]);
    const url = `${ambit.url}/api${path}`;
    const headers = { cookie: flooding.cookie() };
    await loading({ url, headers, callers: 16, seconds: 3 });
    const alone = rate(await loading({ url, headers, callers: 16, seconds: 15 }));
    const per_second = Math.ceil(alone * 10);
    // The flood itself takes a good part of the processors that it shares with the server here, whoever refuses it. What
    // the server can be asked to keep is what it reaches beside a flood that somebody else refuses.
    const refuser = await refusing();
    const [beside, elsewhere] = await Promise.all([
      loading({ url, headers, callers: 16, seconds: 20 }),
      loading({ url: refuser.url, headers, per_second, seconds: 20 }),
    ]).finally(refuser.end);
    const peak = rate(beside);
    expect(elsewhere.statuses['503']).toBeGreaterThan(alone * 100);

    let on = true;
    const health: number[] = [];
    const asking = (async () => {
      while (on) {
        const asked = performance.now();
        expect(await statusOf(`${ambit.url}/readyz`)).toBe(200);
        health.push(performance.now() - asked);
        await sleep(200);
      }
    })();
    const neighbouring = neighbour(
      `${ambit.url}/api/contacts?limit=5&fields=last_name`,
      { cookie: other.cookie() },
      () => on,
    );
    const flood = await loading({ url, headers, per_second, seconds });
    on = false;
    await asking;
    const { times, refused } = await neighbouring;
    const back = await until(
      async () => {
        const asked = performance.now();
        const { status } = await fetch(url, { headers });
        return status === 200 && performance.now() - asked < 250;
      },
      10_000,
      'back to normal',
    );

    const share = rate(flood) / peak;
    const at = (part: number) => Math.round(times[Math.floor(times.length * part)] ?? 0);
    report.note(
      `asked for: ${per_second} lists a second for ${seconds} s, ten times the ${Math.round(alone)} a second that 16 callers get; beside the same flood on a server that only refuses they get ${Math.round(peak)}`,
    );
    report.note(
      `served: ${Math.round(rate(flood))} a second, ${Math.round(share * 100)} % of that, ${Math.round((rate(flood) / alone) * 100)} % of what they get alone, p50 ${flood.accepted.p50} ms, p99 ${flood.accepted.p99} ms`,
    );
    report.note(
      `answers: ${JSON.stringify(flood.statuses)}; refusals p50 ${flood.refused.p50} ms, p99 ${flood.refused.p99} ms`,
    );
    report.note(
      `another company: ${times.length} answers, p50 ${at(0.5)} ms, p95 ${at(0.95)} ms, ${refused} refused`,
    );
    report.note(
      `health: ${health.length} times 200, at the longest ${Math.round(Math.max(...health))} ms`,
    );
    report.note(`back to normal: after ${Math.round(back)} ms`);
    expect(
      Object.keys(flood.statuses).filter((one) => !['200', '429', '503'].includes(one)),
    ).toEqual([]);
    expect(flood.unexplained).toBe(0);
    expect(flood.statuses['503']).toBeGreaterThan(alone * seconds); // it was too much indeed
    expect(flood.statuses['200']).toBeGreaterThan(seconds);
    expect(times.length).toBeGreaterThan(seconds);
    expect(refused / (times.length + refused)).toBeLessThan(0.1);
    expect(share).toBeGreaterThan(least);
    expect(flood.accepted.p50).toBeLessThan(heard);
    expect(flood.refused.p50).toBeLessThan(heard);
    expect(Math.max(...health)).toBeLessThan(3000);
    expect(await stop(ambit)).toBe(0);
  },
  240_000,
);
