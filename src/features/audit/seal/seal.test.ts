import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type EventActor, recordEvents } from '@/core/run/events';
import type { Database, Tx } from '@/platform/db/types';
import { valueTypes } from '@/platform/db/values';
import { firstIdAt, newId } from '@/platform/ids';
import { testApp } from '../../../../tests/support/app';
import { type TestCompany, testCompany } from '../../../../tests/support/company';
import { ownDatabase, type TestDatabase } from '../../../../tests/support/database';
import { databaseUrl } from '../../../../tests/support/names';
import { checkpointFolder, readCheckpoints } from './checkpoints';
import { sealKeys } from './keys';
import { factColumns, valueColumns } from './leaf';
import { sealCompany } from './seal';
import { verifyCompany } from './verify';

let app: Awaited<ReturnType<typeof testApp>>;
let database: TestDatabase;
/** A superuser, with a transaction per tamper. */
let root: pg.Client;
const data_dir = mkdtempSync(join(tmpdir(), 'ambit-seals-'));

beforeAll(async () => {
  database = await ownDatabase('seals');
  const parts = await testApp({ env: { DATA_DIR: data_dir } });
  app = { ...parts, db: database.db };
  root = new pg.Client({
    connectionString: databaseUrl(adminUrl(), database.name),
    types: valueTypes,
  });
  await root.connect();
});
afterAll(async () => {
  await root.end();
  rmSync(data_dir, { recursive: true });
});

const adminUrl = (): string =>
  (database.admin as unknown as { options: { connectionString: string } }).options.connectionString;
const keys = () => sealKeys(app.env.secret);

const actorOf = ({ company, user }: TestCompany): EventActor => ({
  app,
  company_id: company.id,
  actor_kind: 'user',
  actor_id: user.id,
  origin: { request_id: newId(), source: 'web', ip: '192.0.2.1', user_agent: 'test' },
});

const write = (
  company: TestCompany,
  count: number,
  inside: (tx: Tx) => Promise<void> = async () => undefined,
) =>
  database.db.withCompany(company.scope, async (tx) => {
    await recordEvents(
      tx,
      actorOf(company),
      Array.from({ length: count }, (_, index) => ({
        name: 'contact.updated',
        object: 'contacts',
        record_id: newId(),
        version: index,
        before: { last_name: `Old ${index}` },
        after: { last_name: `New ${index}` },
      })),
    );
    await inside(tx);
  });

/** Transactions of other tests in the same cluster hold events back for a moment. */
async function seal(company: TestCompany): Promise<void> {
  await expect
    .poll(async () => {
      await sealCompany(app, company.company.id);
      return (await verified(company)).open;
    })
    .toBe(0);
}

const checkpointsOf = async ({ company }: TestCompany) =>
  readCheckpoints(checkpointFolder(data_dir), keys(), company.id);

/** Through the superuser's connection, so that it sees what is not committed. */
const through: Pick<Database, 'read'> = {
  read: async (_scope, { text, values }) => {
    const { rows, rowCount } = await root.query(text, [...values]);
    return { rows, count: rowCount ?? 0 };
  },
};

async function verified(company: TestCompany, db: Pick<Database, 'read'> = database.db) {
  const { known, wrong } = await checkpointsOf(company);
  const { id } = company.company;
  const result = await verifyCompany(db, keys(), id, known.get(id));
  return { ...result, findings: [...wrong, ...result.findings] };
}

/** A company with `seals` seals over events of several transactions. */
async function sealedCompany(seals: number, transactions = 5, size = 10): Promise<TestCompany> {
  const company = await testCompany({}, database);
  for (let number = 0; number < seals; number++) {
    for (let count = 0; count < transactions; count++) await write(company, size);
    await seal(company);
  }
  return company;
}

describe('sealing', () => {
  test('covers every event once, in commit order, and leaves checkpoints outside the database', async () => {
    const company = await sealedCompany(3);
    const result = await verified(company);
    expect(result).toMatchObject({ findings: [], events: 150, open: 0, removed: 0 });
    const { known, wrong } = await checkpointsOf(company);
    expect(wrong).toEqual([]);
    const checkpoints = [...(known.get(company.company.id)?.values() ?? [])];
    expect(checkpoints.length).toBe(result.seals);
    expect(checkpoints.at(-1)).toMatchObject({ seal: result.seals, events: 150 });
    await write(company, 4);
    expect(await verified(company)).toMatchObject({ findings: [], events: 154, open: 4 });
  });

  test('takes every column of an event', async () => {
    const { rows } = await database.admin.query<{ name: string }>(
      "select attname as name from pg_attribute where attrelid = 'events'::regclass and attnum > 0 and not attisdropped",
    );
    expect(rows.map(({ name }) => name).sort()).toEqual(
      [...factColumns, ...valueColumns, 'tx'].sort(),
    );
  });

  test('waits for transactions that are under way, however late they commit', async () => {
    const company = await testCompany({}, database);
    let release = (): void => undefined;
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    let began = (): void => undefined;
    const inside = new Promise<void>((resolve) => {
      began = resolve;
    });
    const slow = write(company, 1, async () => {
      began();
      await held;
    });
    await inside;
    await write(company, 3);
    await sealCompany(app, company.company.id);
    expect(await verified(company)).toMatchObject({ seals: 0, open: 3, findings: [] });
    release();
    await slow;
    await seal(company);
    expect(await verified(company)).toMatchObject({ seals: 1, events: 4, open: 0, findings: [] });
  });

  test('by several processes beside many writers makes one chain', async () => {
    const company = await testCompany({}, database);
    const writers = Array.from({ length: 100 }, (_, index) =>
      write(
        company,
        1 + (index % 7),
        () => new Promise((resolve) => setTimeout(resolve, index % 13)),
      ),
    );
    const sealers = Array.from({ length: 40 }, () => sealCompany(app, company.company.id));
    await Promise.all([...writers, ...sealers]);
    await seal(company);
    const { findings, events, open } = await verified(company);
    expect({ findings, open }).toEqual({ findings: [], open: 0 });
    const { rows } = await database.admin.query(
      'select sum(octet_length(leaves) / 96)::int as leaves from event_seals where company_id = $1',
      [company.company.id],
    );
    expect(rows[0]?.leaves).toBe(events);
  });

  test('goes on in a restored database, whose transaction numbers are others', async () => {
    const company = await sealedCompany(2);
    await write(company, 5);
    const { id } = company.company;
    await database.admin.query(`update events set tx = '0' where company_id = $1`, [id]);
    await database.admin.query(`update event_seals set last_tx = '0' where company_id = $1`, [id]);
    expect(await verified(company)).toMatchObject({ findings: [], open: 5 });
    await seal(company);
    await write(company, 5);
    await seal(company);
    await write(company, 5);
    await seal(company);
    expect(await verified(company)).toMatchObject({ findings: [], events: 115, open: 0 });
  });

  test('writes a checkpoint again that was lost in a crash', async () => {
    const company = await sealedCompany(1, 1);
    rmSync(checkpointFolder(data_dir), { recursive: true });
    await sealCompany(app, company.company.id);
    expect((await checkpointsOf(company)).known.get(company.company.id)?.size).toBe(1);
  });
});

/** A random number generator with a seed, so that a failure can be repeated. */
function random(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor((state / 2_147_483_648) * below);
  };
}

interface Scene {
  readonly company: string;
  readonly other: string;
  readonly events: { id: string; tx: string; seq: string }[];
  readonly seals: { number: number; first: number; count: number }[];
  readonly pick: (below: number) => number;
}

type Tamper = (scene: Scene) => Promise<readonly string[]>;
const run = (text: string, values: unknown[]) => root.query(text, values);

/** Changes a column of a random event. What must be named is returned. */
const changing =
  (set: string): Tamper =>
  async ({ company, other, events, pick }) => {
    const { id } = events[pick(events.length)] ?? { id: '' };
    await run(`update events set ${set} where company_id = $1 and id = $2`, [
      company,
      id,
      ...(set.includes('$3') ? [other] : []),
    ]);
    return [id];
  };

const changingSeal =
  (set: string): Tamper =>
  async ({ company, seals, pick }) => {
    const number = 1 + pick(seals.length);
    await run(`update event_seals set ${set} where company_id = $1 and number = $2`, [
      company,
      number,
    ]);
    return [`Seal ${number} `];
  };

const copyOf = (id: string, tx: string) =>
  `insert into events (company_id, id, tx, seq, name, object, record_id, version, actor_kind, actor_id, source, changes, ip, user_agent, request_id, created_at)
   select company_id, ${id}, ${tx}, seq, name, object, record_id, version, actor_kind, actor_id, source, changes, ip, user_agent, request_id, created_at
   from events where company_id = $1 and id = $2`;

const tampers: Record<string, Tamper> = {
  name: changing(`name = 'contact.deleted'`),
  object: changing(`object = 'accounts'`),
  record: changing('record_id = gen_random_uuid()'),
  'no record': changing('record_id = null'),
  version: changing('version = version + 1'),
  'kind of actor': changing(`actor_kind = 'system'`),
  actor: changing('actor_id = gen_random_uuid()'),
  source: changing(`source = 'import'`),
  'a value before': changing(`changes = jsonb_set(changes, '{before,last_name}', '"Other"')`),
  'a value after': changing(`changes = jsonb_set(changes, '{after,last_name}', '"Other"')`),
  'all values': changing(`changes = '{}'`),
  address: changing(`ip = '192.0.2.9'`),
  browser: changing('user_agent = null'),
  request: changing(`request_id = 'other'`),
  correlation: changing(`correlation_id = 'other'`),
  time: changing(`created_at = created_at + interval '1 millisecond'`),
  order: changing('seq = seq + 1000000'),
  transaction: changing(`tx = (tx::text::bigint + 1)::text::xid8`),
  id: changing('id = gen_random_uuid()'),
  company: changing('company_id = $3'),
  deleted: async ({ company, events, pick }) => {
    const from = pick(events.length);
    const gone = events.slice(from, from + 1 + pick(3)).map(({ id }) => id);
    await run('delete from events where company_id = $1 and id = any($2::uuid[])', [company, gone]);
    return gone;
  },
  'values exchanged': async ({ company, events, pick }) => {
    const at = pick(events.length - 1);
    const [one, two] = [events[at]?.id ?? '', events[at + 1]?.id ?? ''];
    await run(
      `update events e set changes = o.changes, record_id = o.record_id from events o where e.company_id = $1 and o.company_id = $1 and (e.id, o.id) in (($2, $3), ($3, $2))`,
      [company, one, two],
    );
    return [one, two];
  },
  'order exchanged': async ({ company, events, pick }) => {
    const at = pick(events.length - 1);
    const [one, two] = [events[at]?.id ?? '', events[at + 1]?.id ?? ''];
    await run(
      `update events e set seq = o.seq from events o where e.company_id = $1 and o.company_id = $1 and (e.id, o.id) in (($2, $3), ($3, $2))`,
      [company, one, two],
    );
    return [one, two];
  },
  'added where others are': async ({ company, events, pick }) => {
    const added = newId();
    const { id } = events[pick(events.length - 10)] ?? { id: '' };
    await run(copyOf('$3', 'tx'), [company, id, added]);
    return [added];
  },
  'added with a false time': async ({ company, events, pick }) => {
    const day = 86_400_000;
    const added = firstIdAt(new Date(Date.now() - day * (1 + pick(25)))).slice(0, -1) + pick(10);
    const { id } = events[pick(events.length)] ?? { id: '' };
    await run(copyOf('$3', 'pg_current_xact_id()'), [company, id, added]);
    return [added];
  },
  'seal: a byte': changingSeal('leaves = set_byte(leaves, 40, 255 - get_byte(leaves, 40))'),
  'seal: shorter': changingSeal('leaves = substring(leaves from 97)'),
  'seal: hash': changingSeal(`hash = repeat('0', 64)`),
  'seal: proof': changingSeal(`mac = repeat('A', 43)`),
  'seal: previous': changingSeal(`previous = repeat('0', 64)`),
  'seal: first': changingSeal('first = first + 1'),
  'seal: transaction': changingSeal(`last_tx = (last_tx::text::bigint + 1)::text::xid8`),
  'seal: sequence': changingSeal('last_seq = last_seq + 1'),
  'seal: time': changingSeal(`created_at = created_at + interval '1 millisecond'`),
  'seal: number': async ({ company, seals, pick }) => {
    const number = 1 + pick(seals.length);
    await run(
      'update event_seals set number = number + 100 where company_id = $1 and number = $2',
      [company, number],
    );
    return [number === seals.length ? 'Seal 108 was changed' : `Seal ${number} is missing`];
  },
  'seals exchanged': async ({ company, seals, pick }) => {
    const number = 1 + pick(seals.length - 1);
    for (const [from, to] of [
      [number, -1],
      [number + 1, number],
      [-1, number + 1],
    ])
      await run('update event_seals set number = $3 where company_id = $1 and number = $2', [
        company,
        from,
        to,
      ]);
    return [`Seal ${number} `, `Seal ${number + 1} `];
  },
  'a seal deleted': async ({ company, seals, pick }) => {
    const number = 1 + pick(seals.length - 1);
    await run('delete from event_seals where company_id = $1 and number = $2', [company, number]);
    return [`Seal ${number} is missing`];
  },
  'an event and its seal, with the hash made right': async ({ company, seals, pick }) => {
    const number = 1 + pick(seals.length);
    await run(
      `update event_seals set leaves = set_byte(leaves, 70, 255 - get_byte(leaves, 70)), hash = encode(sha256(leaves), 'hex') where company_id = $1 and number = $2`,
      [company, number],
    );
    return [`Seal ${number} was changed or forged`];
  },
  'a seal added': async ({ company, seals }) => {
    await run(
      `insert into event_seals select company_id, number + 1, first, leaves, last_tx, last_seq, hash, md5(hash), mac, created_at from event_seals where company_id = $1 and number = $2`,
      [company, seals.length],
    );
    return [`Seal ${seals.length + 1} was changed or forged`];
  },
  'the end cut off': async ({ company, seals, events, pick }) => {
    const keep = 1 + pick(seals.length - 1);
    const left = seals[keep - 1];
    const gone = events.slice(Number(left?.first) + Number(left?.count) - 1).map(({ id }) => id);
    await run('delete from event_seals where company_id = $1 and number > $2', [company, keep]);
    await run('delete from events where company_id = $1 and id = any($2::uuid[])', [company, gone]);
    return [
      `knows ${seals.length} seals over ${events.length} events; the database has ${keep} seals`,
    ];
  },
  'everything deleted': async ({ company, seals }) => {
    await run('delete from event_seals where company_id = $1', [company]);
    await run('delete from events where company_id = $1', [company]);
    return [`knows ${seals.length} seals`];
  },
  'a removal forged': async ({ company, events, pick }) => {
    const at = pick(events.length - 1);
    await run(
      `insert into event_removals values ($1, 'ffffffff-ffff-ffff-ffff-ffffffffffff', repeat('A', 43), now())`,
      [company],
    );
    await run('delete from events where company_id = $1 and id = $2', [company, events[at]?.id]);
    return [events[at]?.id ?? ''];
  },
};

/** What must be said beside the thing that was changed, when that is a seal. */
const follows =
  /cannot be checked|does not follow|is missing|is not the one of the checkpoint|was changed|was added: no seal/;

/** AUDIT_TAMPERS=1000 for the whole figure; fewer show the same kinds. */
const changes = Number(process.env.AUDIT_TAMPERS ?? 250);

test(`of ${changes} random changes by a superuser, each is named`, async () => {
  const company = await sealedCompany(8, 5, 5);
  const { id } = company.company;
  const pick = random(20_261_126);
  const events = await root.query(
    'select id, tx::text as tx, seq::text as seq from events where company_id = $1 order by tx, seq',
    [id],
  );
  const seals = await root.query(
    'select number, first, octet_length(leaves) / 96 as count from event_seals where company_id = $1 order by number',
    [id],
  );
  const other = await testCompany({}, database);
  const scene = {
    company: id,
    other: other.company.id,
    events: events.rows,
    seals: seals.rows,
    pick,
  };
  expect(events.rows).toHaveLength(200);
  // More when transactions of other tests held some events back for the next seal.
  expect(seals.rows.length).toBeGreaterThanOrEqual(8);
  const kinds = Object.entries(tampers);
  const unnamed: unknown[] = [];
  for (let count = 0; count < changes; count++) {
    const [kind, tamper] = kinds[count % kinds.length] ?? ['', async () => []];
    await root.query('begin');
    const named = await tamper(scene);
    const { findings } = await verified(company, through);
    await root.query('rollback');
    const missed = named.filter((text) => !findings.some((finding) => finding.includes(text)));
    const more = findings.filter(
      (finding) => !named.some((text) => finding.includes(text)) && !follows.test(finding),
    );
    if (missed.length > 0 || more.length > 0 || named.length === 0)
      unnamed.push({ count, kind, missed, more, findings });
  }
  expect(unnamed).toEqual([]);
  expect((await verified(company, through)).findings).toEqual([]);
}, 300_000);

describe('checkpoints', () => {
  test('that were changed, forged or come from a fork are named', async () => {
    const company = await sealedCompany(2);
    const { id } = company.company;
    const month = new Date().toISOString().slice(0, 7);
    const path = join(checkpointFolder(data_dir), `${month}.jsonl`);
    const real = readFileSync(path, 'utf8');
    const mine = real.split('\n').findIndex((line) => line.includes(id));
    try {
      writeFileSync(path, real.replace(/"events":\d+(?=[^\n]*\n?$)/, '"events":7'));
      expect((await verified(company)).findings).toEqual([
        expect.stringMatching(
          /^Line \d+ of the checkpoints in \d{4}-\d\d\.jsonl was changed or forged\.$/,
        ),
      ]);
      writeFileSync(path, real);
      appendFileSync(path, `${real.split('\n')[mine]?.replace(/"seal":\d+/, '"seal":99')}\n`);
      expect((await verified(company)).findings).toHaveLength(1);
      // An older state of the database was put back and went on: seal 2 is another one now.
      writeFileSync(path, real);
      await database.admin.query('delete from event_seals where company_id = $1 and number = 2', [
        id,
      ]);
      await write(company, 1);
      await seal(company);
      expect((await verified(company)).findings).toEqual([
        expect.stringContaining('Two checkpoints know different seals 2'),
      ]);
    } finally {
      writeFileSync(path, real);
    }
  });
});
