import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import type pg from 'pg';
import { type LeafRow, leafColumns } from '@/features/audit/seal/leaf';
import { sealCompany } from '@/features/audit/seal/seal';
import type { Database } from '@/platform/db/types';
import type { Env } from '@/platform/env';
import { Client } from './ambit';

/** What `audit verify` took over one log. */
export interface AuditFigures {
  readonly events: number;
  readonly seconds: number;
  /** The same rows read in the same portions and thrown away. */
  readonly raw_seconds: number;
  /** The most the process held. */
  readonly memory_mb: number;
}

/** Events of one transaction when a log is made, and of one sealing. */
const portion = { made: 10_000, sealed: 100_000, read: 5000 } as const;

/** `npm run ambit -- audit verify` beside the running server, over logs of these sizes; each is made once and kept. */
export async function audit(
  url: string,
  admin: pg.Pool,
  db: Database,
  env: Env,
  sizes: readonly number[],
): Promise<AuditFigures[]> {
  const figures: AuditFigures[] = [];
  for (const size of sizes) {
    const company_id = await companyOf(url, size);
    await fill(admin, db, env, company_id, size);
    const raw_seconds = await timed(() => readAll(admin, company_id));
    let memory_mb = 0;
    const seconds = await timed(async () => {
      memory_mb = await verify(env, company_id);
    });
    figures.push({ events: size, seconds, raw_seconds, memory_mb });
    console.log('Audit', figures.at(-1));
  }
  return figures;
}

const timed = async (work: () => Promise<unknown>): Promise<number> => {
  const began = performance.now();
  await work();
  return (performance.now() - began) / 1000;
};

/** The company whose log has this size. */
async function companyOf(url: string, size: number): Promise<string> {
  const client = new Client(url);
  const login = { email: `log-${size}@bench.example`, password: 'a bench needs a password' };
  const arrive = (path: string, more: object = {}) =>
    client.call<{ company: { id: string } }>('POST', path, { ...login, ...more });
  const { company } = await arrive('/auth/login').catch(() =>
    arrive('/auth/register', { name: 'Log Owner', company_name: `Log of ${size}` }),
  );
  return company.id;
}

/** Changes of contacts as the engine writes them, sealed as they come; what an earlier run made stays. */
async function fill(
  admin: pg.Pool,
  db: Database,
  env: Env,
  company_id: string,
  size: number,
): Promise<void> {
  const { rows } = await admin.query<{ there: number }>(
    'select count(*)::int as there from events where company_id = $1',
    [company_id],
  );
  const began = performance.now();
  for (let there = rows[0]?.there ?? 0; there < size; ) {
    const count = Math.min(portion.made, size - there);
    await admin.query(
      `insert into events (company_id, id, name, object, record_id, version, actor_kind, actor_id, source, changes, ip, user_agent, request_id)
       select $1, uuidv7(), 'contact.updated', 'contacts', gen_random_uuid(), 1 + n % 20, 'user', $1, 'web',
         jsonb_build_object('before', jsonb_build_object('job_title', 'Buyer ' || n), 'after', jsonb_build_object('job_title', 'Head of purchase ' || n)),
         '192.0.2.' || n % 250, 'Mozilla/5.0 (X11; Linux x86_64) Chrome/140.0', gen_random_uuid()::text
       from generate_series(1, $2::int) n`,
      [company_id, count],
    );
    there += count;
    if (there % portion.sealed === 0 || there === size) await sealCompany({ db, env }, company_id);
  }
  if (rows[0]?.there !== size)
    console.log(`${Math.round((performance.now() - began) / 1000)} s  a log of ${size} events`);
}

async function readAll(admin: pg.Pool, company_id: string): Promise<void> {
  for (let after = '00000000-0000-0000-0000-000000000000'; ; ) {
    const { rows } = await admin.query<LeafRow>({
      name: 'raw_log',
      text: `select ${leafColumns} from events e where company_id = $1 and id > $2 order by e.id limit ${portion.read}`,
      values: [company_id, after],
    });
    const last = rows.at(-1);
    if (!last) return;
    after = last.id;
  }
}

/** Runs the command; answers the most memory it held, MB. */
async function verify(env: Env, company_id: string): Promise<number> {
  const child = spawn(
    process.execPath,
    ['dist/cli.js', 'audit', 'verify', '--company', company_id],
    { env: { ...process.env, DATA_DIR: env.data_dir }, stdio: ['ignore', 'pipe', 'inherit'] },
  );
  let said = '';
  child.stdout.on('data', (chunk) => (said += chunk));
  let most = 0;
  const looking = setInterval(() => {
    most = Math.max(most, peakOf(child.pid ?? 0));
  }, 100);
  const [code] = await once(child, 'close');
  clearInterval(looking);
  if (code !== 0) throw new Error(`audit verify ended with ${code}: ${said}`);
  return most;
}

/** The most a process has held so far, MB; 0 when it is gone. */
function peakOf(pid: number): number {
  try {
    return Math.round(
      Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024,
    );
  } catch {
    return 0; // ended between two looks
  }
}
