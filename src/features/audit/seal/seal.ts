import type { App } from '@/core/run/context';
import type { Upkeep } from '@/core/run/jobs/schedule';
import type { Tx } from '@/platform/db/types';
import { firstIdAt } from '@/platform/ids';
import { appendCheckpoint, checkpointFolder } from './checkpoints';
import { macOf, type SealKeys, sealKeys } from './keys';
import {
  decodeLeaves,
  encodeLeaves,
  type Leaf,
  type LeafRow,
  leafBytes,
  leafColumns,
  leafOf,
} from './leaf';
import { noSeal, type SealRow, sealHash } from './seal-row';

/** Events of one seal, and of one transaction that makes seals: each looks through everything that is not sealed. */
const sealed = 1000;
const atOnce = 100_000;

/** How long the transaction of an event may take, and clocks be apart; nothing older than this before the last seal is still to come. */
export const latest = 2 * 60 * 60 * 1000;

/** An event to be sealed. Thousands are sorted at once, so nothing else of them is read yet. */
type Key = Pick<LeafRow, 'id'>;

type SealApp = Pick<App, 'db' | 'env'>;
type Last = Pick<SealRow, 'number' | 'hash' | 'last_tx' | 'last_seq' | 'created_at'> & {
  readonly events: number;
  /** The database was restored or moved since: transaction numbers of before mean nothing now. */
  readonly moved: boolean;
};

/**
 * Seals what happened in a company since the last seal and writes a checkpoint outside the database. Only events are taken
 * before which none can appear any more. `noted`: the seal of the last checkpoint, so that one missed in a crash is written
 * again. Answers the last seal's number.
 */
export async function sealCompany(
  { db, env }: SealApp,
  company_id: string,
  noted = 0,
): Promise<number> {
  const keys = sealKeys(env.secret);
  const scope = { company_id, user_id: null };
  let known = noted;
  for (;;) {
    const done = await db.withCompany(scope, (tx) => sealNext(tx, keys, company_id), {
      statement_timeout_ms: 60_000,
    });
    if (done.last && done.last.number !== known) {
      const { number, events, hash } = done.last;
      const at = new Date(done.last.created_at).toISOString();
      await appendCheckpoint(checkpointFolder(env.data_dir), keys, {
        company_id,
        seal: number,
        events,
        hash,
        at,
      });
      known = number;
    }
    if (!done.more) return known;
  }
}

async function sealNext(
  tx: Tx,
  keys: SealKeys,
  company_id: string,
): Promise<{ last: Last | undefined; more: boolean }> {
  const lock = await tx.run<{ mine: boolean }>({
    text: `select pg_try_advisory_xact_lock(hashtextextended('audit.seal ' || $1, 0)) as mine`,
    values: [company_id],
  });
  if (!lock.rows[0]?.mine) return { last: undefined, more: false };
  let last = await lastSeal(tx, company_id);
  const rows = await (last?.moved
    ? afterMove(tx, company_id, last)
    : inCommitOrder(tx, company_id, last));
  for (let from = 0; from < rows.length; from += sealed) {
    const ids = rows.slice(from, from + sealed).map(({ id }) => id);
    last = await addSeal(tx, keys, company_id, last, await leavesOf(tx, keys, company_id, ids));
  }
  return { last, more: rows.length === atOnce };
}

async function lastSeal(tx: Tx, company_id: string): Promise<Last | undefined> {
  const { rows } = await tx.run<Last & { first: number; bytes: number }>({
    text:
      `select number, hash, last_tx::text as last_tx, last_seq::text as last_seq, created_at, first, octet_length(leaves) as bytes, ` +
      `last_tx = '0' or last_tx >= pg_snapshot_xmax(pg_current_snapshot()) as moved ` +
      `from event_seals where company_id = $1 order by number desc limit 1`,
    values: [company_id],
  });
  const row = rows[0];
  return row && { ...row, events: row.first + row.bytes / leafBytes - 1 };
}

async function inCommitOrder(tx: Tx, company_id: string, last: Last | undefined): Promise<Key[]> {
  const { rows } = await tx.run<Key>({
    text:
      `select id from events e where company_id = $1 and id >= $2 and (tx, seq) > ($3::text::xid8, $4::bigint) ` +
      `and tx < pg_snapshot_xmin(pg_current_snapshot()) order by e.tx, e.seq limit ${atOnce}`,
    values: [company_id, earliest(last), last?.last_tx ?? '0', last?.last_seq ?? '0'],
  });
  return rows;
}

/** What no seal knows, the events of before the move first. Ends with the first seal whose last event is of this database. */
async function afterMove(tx: Tx, company_id: string, last: Last): Promise<Key[]> {
  const seals = await tx.run<{ leaves: Buffer }>({
    text: `select leaves from event_seals where company_id = $1 and created_at >= $2::timestamptz - make_interval(secs => $3)`,
    values: [company_id, last.created_at, (2 * latest) / 1000],
  });
  const known = seals.rows.flatMap(({ leaves }) => decodeLeaves(leaves).map(({ id }) => id));
  const { rows } = await tx.run<Key>({
    text:
      `select id from events e where company_id = $1 and id >= $2 and not (id = any($3::uuid[])) ` +
      `and (tx < pg_snapshot_xmin(pg_current_snapshot()) or tx >= pg_snapshot_xmax(pg_current_snapshot())) ` +
      `order by tx < pg_snapshot_xmax(pg_current_snapshot()), e.tx, e.seq limit ${atOnce}`,
    values: [company_id, earliest(last), known],
  });
  return rows;
}

/** Leaves of events in the order of their ids' list. */
async function leavesOf(
  tx: Tx,
  keys: SealKeys,
  company_id: string,
  ids: readonly string[],
): Promise<Leaf[]> {
  const { rows } = await tx.run<LeafRow>({
    name: 'audit_leaves',
    text:
      `select ${leafColumns} from unnest($2::uuid[]) with ordinality as wanted(id, place) ` +
      `join events e on e.company_id = $1 and e.id = wanted.id order by wanted.place`,
    values: [company_id, ids],
  });
  return rows.map((row) => leafOf(keys, row));
}

const earliest = (last: Last | undefined): string =>
  firstIdAt(new Date(last ? new Date(last.created_at).getTime() - latest : 0));

async function addSeal(
  tx: Tx,
  keys: SealKeys,
  company_id: string,
  before: Last | undefined,
  leaves: readonly Leaf[],
): Promise<Last> {
  const { rows } = await tx.run<{ now: string }>({
    text: `select date_trunc('milliseconds', now()) as now`,
    values: [],
  });
  const seal = {
    number: (before?.number ?? 0) + 1,
    first: (before?.events ?? 0) + 1,
    leaves: encodeLeaves(leaves),
    previous: before?.hash ?? noSeal,
    created_at: rows[0]?.now ?? '',
  };
  const hash = sealHash(company_id, seal);
  const end = leaves.at(-1);
  const made = await tx.run<{ last_tx: string; moved: boolean }>({
    text:
      `insert into event_seals (company_id, number, first, leaves, previous, hash, mac, created_at, last_seq, last_tx) ` +
      `values ($1, $2, $3, $4, $5, $6, $7, $8, $9, case when $10::text::xid8 >= pg_snapshot_xmax(pg_current_snapshot()) then '0'::xid8 else $10::text::xid8 end) ` +
      `returning last_tx::text as last_tx, last_tx = '0' as moved`,
    values: [
      company_id,
      seal.number,
      seal.first,
      seal.leaves,
      seal.previous,
      hash,
      macOf(keys, 'seal', hash),
      seal.created_at,
      String(end?.seq),
      String(end?.tx),
    ],
  });
  const { last_tx = '0', moved = false } = made.rows[0] ?? {};
  const events = seal.first + leaves.length - 1;
  return { ...seal, hash, last_tx, moved, last_seq: String(end?.seq), events };
}

/** The last checkpoint of each company, by process. */
const noted = new Map<string, number>();

/** Every few minutes in every company that has something new. Several processes may do it: a lock lets one of them pass. */
export const sealUpkeep: Upkeep = {
  name: 'audit.seal',
  every_minutes: 5,
  async run(app) {
    const { rows } = await app.db.asRelay((tx) =>
      tx.run<{ id: string }>({ text: 'select id from companies order by id', values: [] }),
    );
    for (const { id } of rows) {
      try {
        noted.set(id, await sealCompany(app, id, noted.get(id)));
      } catch (err) {
        app.log.warn({ err, company_id: id }, 'the events of a company were not sealed');
      }
    }
  },
};
