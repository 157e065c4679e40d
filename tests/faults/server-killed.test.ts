import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { startEmbedded } from '@/platform/db/embedded';
import { randomOf, seed } from '../support/faults/seed';
import { HttpPerson } from '../support/http-person';
import { launch, ready, serve, statusOf, stop, until } from '../support/process';

let data: string;
beforeEach(() => {
  data = mkdtempSync(join(tmpdir(), 'ambit-faults-'));
});
afterEach(() => rmSync(data, { recursive: true, force: true }));

const postmaster = (): number =>
  Number(readFileSync(join(data, 'postgres/data/postmaster.pid'), 'utf8').split('\n')[0]);

interface Made {
  readonly id: string;
  readonly last_name: string;
}

/** 16 clients that create contacts until told to stop; what was acknowledged, and the answers that were neither. */
function creators(person: HttpPerson) {
  const acknowledged: Made[] = [];
  const odd: string[] = [];
  let on = true;
  const client = async (number: number): Promise<void> => {
    for (let n = 0; on; n++) {
      const last_name = `Client ${number} contact ${n}`;
      try {
        const { status, data: made, headers } = await person.post<Made>('/contacts', { last_name });
        if (status === 201) acknowledged.push(made);
        else if (status !== 503 || !headers.get('retry-after')) odd.push(`${status}`);
        if (status === 503) await new Promise((resolve) => setTimeout(resolve, 50));
      } catch {
        return; // the server is gone, and with it the answer
      }
    }
  };
  const all = Promise.all(Array.from({ length: 16 }, (_, number) => client(number)));
  return {
    acknowledged,
    odd,
    async end() {
      on = false;
      await all;
    },
  };
}

/** Contacts without their event or search document, and documents without a contact. */
async function halves(folder: string): Promise<{ contacts: number; half: number }> {
  const server = await startEmbedded({ data_dir: folder, chosen: true });
  const client = new pg.Client({ connectionString: server.adminUrl('ambit') });
  await client.connect();
  try {
    const { rows } = await client.query<{ contacts: number; half: number }>(`
      select (select count(*)::int from contacts) as contacts,
        (select count(*)::int from contacts c where not exists (
            select from events e where e.company_id = c.company_id and e.record_id = c.id and e.name = 'contact.created')
          or not exists (select from search_documents s where s.company_id = c.company_id and s.record_id = c.id))
        + (select count(*)::int from search_documents s where s.object = 'contacts'
            and not exists (select from contacts c where c.company_id = s.company_id and c.id = s.record_id))
        + (select count(*)::int from events e where e.name = 'contact.created'
            and not exists (select from contacts c where c.company_id = e.company_id and c.id = e.record_id)) as half`);
    return rows[0] ?? { contacts: -1, half: -1 };
  } finally {
    await client.end();
    await server.close();
  }
}

async function expectAll(person: HttpPerson, made: readonly Made[]): Promise<void> {
  expect(made.length).toBeGreaterThan(50);
  for (let at = 0; at < made.length; at += 100) {
    const part = made.slice(at, at + 100);
    const filter = JSON.stringify({ field: 'id', op: 'in', value: part.map(({ id }) => id) });
    const { data: found } = await person.get<Made[]>(
      `/contacts?limit=200&fields=last_name&filter=${encodeURIComponent(filter)}`,
    );
    const names = new Map(found.map(({ id, last_name }) => [id, last_name]));
    for (const { id, last_name } of part) expect(names.get(id)).toBe(last_name);
  }
}

test('kill -9 of the server while 16 clients write: everything acknowledged is there, nothing half', async () => {
  const first = await serve({ DATA_DIR: data });
  const person = await HttpPerson.registered(first.url);
  const writing = creators(person);
  // Long enough for some hundred writes; where exactly it strikes is left to chance, and printed.
  const strike = randomOf(seed).between(1500, 2500);
  await new Promise((resolve) => setTimeout(resolve, strike));
  first.child.kill('SIGKILL');
  await writing.end();
  console.log(
    `SEED=${seed}: killed after ${strike.toFixed(0)} ms and ${writing.acknowledged.length} contacts`,
  );
  expect(writing.odd).toEqual([]);

  const again = await serve({ DATA_DIR: data });
  await expectAll(person.at(again.url), writing.acknowledged);
  const { contacts, half } = await halves(data);
  expect(half).toBe(0);
  // The last write of each client may have been made without the answer getting through.
  expect(contacts).toBeGreaterThanOrEqual(writing.acknowledged.length);
  expect(contacts).toBeLessThanOrEqual(writing.acknowledged.length + 16);
  expect(await stop(again)).toBe(0);
});

test('kill -9 of PostgreSQL: 503 with Retry-After meanwhile, back by itself within 5 s, nothing lost', async () => {
  const ambit = await launch({ DATA_DIR: data, AMBIT_RATE_LIMIT: 'off' }, ['--no-pages']);
  await ready(ambit);
  const person = await HttpPerson.registered(ambit.url);
  const writing = creators(person);
  await new Promise((resolve) => setTimeout(resolve, 1500));
  const before = writing.acknowledged.length;
  process.kill(postmaster(), 'SIGKILL');
  await until(async () => (await statusOf(`${ambit.url}/readyz`)) === 503, 2000, 'not ready');
  const back = await until(
    async () => (await statusOf(`${ambit.url}/readyz`)) === 200,
    5000,
    'ready again',
  );
  console.log(`${before} contacts before, back after ${back.toFixed(0)} ms`);
  await until(() => writing.acknowledged.length > before + 20, 5000, 'written again');
  await writing.end();
  expect(writing.odd).toEqual([]);
  await expectAll(person, writing.acknowledged);
  expect((await halves(data)).half).toBe(0);
  expect(await stop(ambit)).toBe(0);
});
