import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import pg from 'pg';
import { systemClock } from '@/platform/clock';
import { findDatabase } from '@/platform/db/connect';
import { openDatabase } from '@/platform/db/database';
import type { Statement } from '@/platform/db/types';
import { readEnv } from '@/platform/env';
import { recordPages } from './activities';
import { Client, type Running, startAmbit, startRaw } from './ambit';
import { audit } from './audit';
import { board } from './board';
import { loadStatements } from './data';
import { exports } from './exports';
import { type Figures, latencies, measure, median, memoryOf, statOf } from './measure';
import { publishedQueries } from './queries';
import { type Report, writeReport } from './report';
import { rights } from './rights';
import { type Spy, spiesOn } from './spy';
import { streams } from './streams';
import { webhooks } from './webhooks';

const { values: options } = parseArgs({
  options: {
    /** Contacts; a million unless given where they are measured, else a thousand. */
    rows: { type: 'string' },
    seconds: { type: 'string', default: '8' },
    rounds: { type: 'string', default: '3' },
    data: { type: 'string', default: '.cache/bench' },
    only: { type: 'string', default: 'p1,p2,p3,p4,p5,p7,p8,p9,p10,p12,rights,g21,audit' },
    activities: { type: 'string', default: '20000000' },
    events: { type: 'string', default: '1000000,2000000' },
    port: { type: 'string', default: '4900' },
    'no-pages': { type: 'boolean', default: false },
  },
});
const seconds = Number(options.seconds);
const rounds = Number(options.rounds);
const wanted = new Set(options.only.split(','));
const measuresRows = ['p1', 'p2', 'p3', 'p4', 'p5', 'p7', 'p9', 'rights'].some((name) =>
  wanted.has(name),
);
const rows = Number(options.rows ?? (measuresRows ? 1_000_000 : 1000));
const flags = options['no-pages'] ? ['--no-pages'] : [];
/** Loaded once for a schema and a data set; another one makes another folder. */
const version = [
  'bench/data.ts',
  ...readdirSync('db/migrations')
    .filter((name) => name.endsWith('.sql'))
    .map((name) => `db/migrations/${name}`),
]
  .reduce((hash, path) => hash.update(readFileSync(path)), createHash('sha256'))
  .digest('hex')
  .slice(0, 8);
const data_dir = resolve(options.data, `${rows}-${version}`);
const loadedMark = join(data_dir, 'loaded');
const login = { email: 'bench@ambit.example', password: 'a bench needs a password' };
/** Of P1, and of the rights. */
const listQuery = 'limit=50&include=owner,account';
const searches = [
  ['common', 'anna'],
  ['common, two words', 'anna weber'],
  ['three letters', 'ann'],
  ['rare', 'xanadu'],
  ['one record', `person${Math.round(rows * 0.77)}`],
  ['none', 'zzqqx'],
  ['common long ago, absent from the newest 60,000', 'oldtown'],
] as const;

/** One run: start, load once, measure each figure against the raw baseline of the same run, write the report. */
async function main(): Promise<void> {
  if (!existsSync(loadedMark)) rmSync(data_dir, { recursive: true, force: true });
  mkdirSync(data_dir, { recursive: true });
  const ambit = await startAmbit(data_dir, Number(options.port), flags);
  const env = readEnv({ DATA_DIR: data_dir, BASE_URL: ambit.url, PORT: options.port });
  const installation = await findDatabase(env, {});
  const admin = new pg.Pool({ connectionString: installation.owner_url ?? '', max: 2 });
  const client = new Client(ambit.url);
  try {
    const company = await signInAndLoad(client, admin);
    const db = openDatabase(installation.urls, {});
    const spies = spiesOn(db, env);
    const spy = await spies(client.headers);
    const report: Report = {
      rows,
      started_ms: Math.round(ambit.started_ms),
      figures: [],
      lists: [],
      searches: [],
      notes: {},
    };
    const { rows: processes } = await admin.query<{ pid: number }>(
      'select pg_backend_pid() as pid',
    );
    const postgres = parentOf(processes[0]?.pid ?? 0);
    const load = (names: readonly string[]) =>
      loads(names, report, ambit, postgres, client, spy, company, installation.owner_url ?? '');
    await load(['P1', 'P2']);
    if (wanted.has('rights')) {
      const url = `${ambit.url}/api/contacts?${listQuery}`;
      const payers = { node: ambit.pid, postgres };
      report.rights = await rights(client, spies, { url, payers, seconds, rounds });
      console.log('Rights', report.rights);
    }
    if (wanted.has('p4')) await lists(report, client, spy);
    if (wanted.has('p5')) await search(report, client);
    if (wanted.has('p7')) report.exports = await exports(client, ambit.pid);
    if (wanted.has('p8')) {
      report.board = await board(client);
      console.log('P8', report.board);
    }
    if (wanted.has('p9')) {
      report.recordPages = await recordPages(client, admin, company.id, Number(options.activities));
      console.log('P9', report.recordPages);
    }
    if (wanted.has('p10')) {
      report.fanout = await streams(ambit, client);
      console.log('P10', report.fanout);
    }
    if (wanted.has('g21')) {
      report.webhooks = await webhooks(ambit.url);
      console.log('G21', report.webhooks);
    }
    if (wanted.has('audit')) {
      const sizes = options.events.split(',').map(Number);
      report.audit = await audit(ambit.url, admin, db, env, sizes);
    }
    // Last, because it changes what the lists look at; the next run finds the data as they were.
    await load(['P3']);
    await removeCreated(admin, company.id);
    if (wanted.has('p12')) await footprint(report, ambit);
    writeReport(report);
    await db.close();
  } finally {
    await admin.end();
    await ambit.stop();
    await installation.close();
  }
}

interface Company {
  readonly id: string;
  readonly user_id: string;
}

async function signInAndLoad(client: Client, admin: pg.Pool): Promise<Company> {
  const loaded = await admin.query<{ company_id: string; created_by: string }>(
    'select company_id, user_id as created_by from members where email = $1',
    [login.email],
  );
  const found = loaded.rows[0];
  if (found) {
    await client.call('POST', '/auth/login', login);
    return { id: found.company_id, user_id: found.created_by };
  }
  const arrival = await client.call<{ company: { id: string }; user: { id: string } }>(
    'POST',
    '/auth/register',
    { name: 'Bench Owner', company_name: 'Bench', currency: 'EUR', country: 'DE', ...login },
  );
  const field = (body: object) =>
    client.call<{ id: string }>('POST', '/fields', {
      object: 'contacts',
      filterable: true,
      ...body,
    });
  const score = await field({ key: 'score', label: 'Score', kind: 'integer' });
  const segment = await field({
    key: 'segment',
    label: 'Segment',
    kind: 'choice',
    choices: ['small', 'mid', 'enterprise'].map((value) => ({ value, label: value })),
  });
  const scale = {
    company_id: arrival.company.id,
    user_id: arrival.user.id,
    contacts: rows,
    accounts: Math.max(100, Math.round(rows / 50)),
    score_field: score.id,
    segment_field: segment.id,
  };
  for (const statement of loadStatements(scale)) {
    const began = performance.now();
    await admin.query(statement);
    console.log(
      `${((performance.now() - began) / 1000).toFixed(1)} s  ${statement.trim().split('\n', 1)[0]?.slice(0, 90)}`,
    );
  }
  writeFileSync(loadedMark, '');
  return { id: arrival.company.id, user_id: arrival.user.id };
}

async function loads(
  names: readonly string[],
  report: Report,
  ambit: Running,
  postgres: number,
  client: Client,
  spy: Spy,
  company: Company,
  owner_url: string,
): Promise<void> {
  const some = await client.call<{ id: string }[]>('GET', '/contacts?limit=200');
  const id = some[100]?.id ?? '';
  const plain = ({ text, values }: Statement) => ({ text, values: [...values] });
  const [list] = await spy.statements(listQuery);
  const [get] = await spy.statements('', id);
  if (!list || !get) throw new Error('no statement was captured');
  const create = {
    company_id: company.id,
    owner_id: company.user_id,
    text: `insert into contacts (company_id, id, title, title_key, first_name, first_name_key, last_name, last_name_key, email, owner_id, status, created_at, updated_at, created_by)
      values ($1, gen_random_uuid(), $3 || ' ' || $4, lower($3 || ' ' || $4), $3, lower($3), $4, lower($4), $5, $2, 'lead', now(), now(), $2)
      returning json_build_object('id', id, 'title', title, 'first_name', first_name, 'last_name', last_name, 'email', email)::text as json`,
  };
  const file = join(data_dir, 'raw-statements.json');
  writeFileSync(file, JSON.stringify({ list: plain(list), get: plain(get), create }));
  const raw = await startRaw(owner_url, file);
  let counter = 0;
  const person = () => {
    counter++;
    return JSON.stringify({
      first_name: 'Load',
      last_name: `Test ${counter}`,
      email: `load-${process.pid}-${counter}@bench.example`,
    });
  };
  const pairs = [
    {
      name: 'P1',
      title: 'List 50 contacts with owner and account',
      raw: { url: `${raw.url}/list` },
      ours: { url: `${ambit.url}/api/contacts?${listQuery}` },
    },
    {
      name: 'P2',
      title: 'Get one contact',
      raw: { url: `${raw.url}/get` },
      ours: { url: `${ambit.url}/api/contacts/${id}` },
    },
    {
      name: 'P3',
      title: 'Create one contact',
      raw: { url: `${raw.url}/create`, method: 'POST' as const, body: person },
      ours: { url: `${ambit.url}/api/contacts`, method: 'POST' as const, body: person },
    },
  ];
  try {
    for (const pair of pairs.filter(
      ({ name }) => names.includes(name) && wanted.has(name.toLowerCase()),
    )) {
      if (pair.name !== 'P3') await sameJson(pair.raw.url, pair.ours.url, client);
      const headers = { 'content-type': 'application/json' };
      const baselines: Figures[] = [];
      const figures: Figures[] = [];
      // In turns, so that what else the machine does meets both.
      for (let round = 0; round < rounds; round++) {
        const raws = { ...pair.raw, headers, payers: { node: raw.pid, postgres }, seconds };
        baselines.push(await measure(raws));
        const mine = { ...pair.ours, headers: client.headers };
        figures.push(await measure({ ...mine, payers: { node: ambit.pid, postgres }, seconds }));
      }
      const [baseline, ours] = [median(baselines), median(figures)];
      report.figures.push({ name: pair.name, title: pair.title, raw: baseline, ours });
      console.log(pair.name, 'raw', baseline, 'ambit', ours);
    }
  } finally {
    await raw.stop();
  }
}

/** Takes away what the loads created. */
async function removeCreated(admin: pg.Pool, company_id: string): Promise<void> {
  const of = (table: string) => `delete from ${table} where company_id = '${company_id}'`;
  await admin.query('analyze contacts, search_documents, events');
  const created = `select id from contacts where company_id = '${company_id}' and first_name = 'Load'`;
  for (const table of ['search_documents', 'events'])
    await admin.query(`${of(table)} and record_id in (${created})`);
  await admin.query(`${of('match_keys')} and key >= 'email:load-' and key < 'email:load.'`);
  await admin.query(`${of('contacts')} and first_name = 'Load'`);
  await admin.query('truncate outbox');
  await admin.query('vacuum analyze');
}

/** The baseline must answer what Ambit answers, or the comparison says nothing. */
async function sameJson(raw: string, ours: string, client: Client): Promise<void> {
  const data = async (url: string, headers: Record<string, string>) =>
    ((await (await fetch(url, { headers })).json()) as { data: unknown }).data;
  const [one, other] = [await data(raw, {}), await data(ours, client.headers)];
  if (JSON.stringify(one) !== JSON.stringify(other))
    throw new Error(`the baseline and ${ours} answer differently`);
}

async function lists(report: Report, client: Client, spy: Spy): Promise<void> {
  mkdirSync('bench/plans', { recursive: true });
  const members = await client.call<{ id: string }[]>('GET', '/members');
  const first = await client.call<{ account_id: string }[]>(
    'GET',
    '/contacts?limit=1&filter[account_id][empty]=false',
  );
  for (const [index, published] of publishedQueries.entries()) {
    const query = published.query
      .replace('$account', first[0]?.account_id ?? '')
      .replace('$owner', members.at(-1)?.id ?? '');
    const times = await latencies(`${client.url}/api/contacts?${query}`, client.headers, 40);
    if (times.status !== 200) throw new Error(`${published.name} answered ${times.status}`);
    report.lists.push({ ...published, ...times });
    const name = `${String(index + 1).padStart(2, '0')}-${published.name.replaceAll(/[^a-z]+/g, '-')}`;
    const plans = await spy.plans(query);
    writeFileSync(
      `bench/plans/${name}.txt`,
      `GET /api/contacts?${decodeURIComponent(published.query)}\n\n${plans}\n`,
    );
    console.log('P4', published.name, times);
  }
}

async function search(report: Report, client: Client): Promise<void> {
  for (const [kind, term] of searches) {
    const times = await latencies(
      `${client.url}/api/contacts?limit=20&q=${encodeURIComponent(term)}`,
      client.headers,
      40,
    );
    if (times.status !== 200) throw new Error(`searching ${term} answered ${times.status}`);
    report.searches.push({ kind, term, ...times });
    console.log('P5', kind, times);
  }
}

async function footprint(report: Report, ambit: Running): Promise<void> {
  const spent: number[] = [];
  for (let index = 0; index < 50; index++) {
    const began = performance.now();
    await new Client(ambit.url).call('POST', '/auth/register', {
      name: 'New Owner',
      email: `owner-${systemClock.now().getTime()}-${index}@bench.example`,
      password: login.password,
      company_name: `New ${index}`,
    });
    spent.push(performance.now() - began);
  }
  spent.sort((a, b) => a - b);
  report.notes.new_company_ms = Math.round(spent[Math.floor(spent.length * 0.95)] ?? 0);
  report.notes.memory_after_load_mb = Math.round(memoryOf([ambit.pid]));
  await ambit.stop();
  const idle = await startAmbit(data_dir, Number(options.port) + 1, flags);
  await fetch(`${idle.url}/sign-in`);
  await new Promise((resolve) => setTimeout(resolve, 5000));
  report.notes.idle_memory_mb = Math.round(memoryOf([idle.pid]));
  report.notes.start_ms = Math.round(idle.started_ms);
  await idle.stop();
}

function parentOf(pid: number): number {
  return Number(statOf(pid)?.[1]);
}

await main();
