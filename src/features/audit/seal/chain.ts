import type { Database } from '@/platform/db/types';
import type { Checkpoint } from './checkpoints';
import { isMac, type SealKeys } from './keys';
import { decodeLeaves, leafBytes } from './leaf';
import { noSeal, type SealRow, sealColumns, sealHash } from './seal-row';

/** A place in commit order. */
export interface Place {
  readonly tx: bigint;
  readonly seq: bigint;
}

export const isAfter = (one: Place, other: Place): boolean =>
  one.tx === other.tx ? one.seq > other.seq : one.tx > other.tx;

/** A seal whose hash and proof hold. */
export interface Trusted {
  readonly number: number;
  /** The smallest id of its events. */
  readonly low: string;
}

/** What the seals of a company say, once their chain is checked. */
export interface Chain {
  readonly findings: readonly string[];
  readonly seals: readonly Trusted[];
  /** Events up to the newest seal. */
  readonly events: number;
  /** Where the newest seal ends and when it was made; null without one. */
  readonly end: (Place & { readonly at: Date }) | null;
  /** Where seals are missing or wrong, so that nothing says what was there. */
  readonly gaps: readonly { readonly from: Place; readonly to: Place }[];
}

const portion = 50;
const start: Place = { tx: -1n, seq: -1n };

/** Recomputes every seal, and holds the chain against the checkpoints that were kept outside. */
export async function checkChain(
  db: Pick<Database, 'read'>,
  keys: SealKeys,
  company_id: string,
  checkpoints: ReadonlyMap<number, Checkpoint>,
): Promise<Chain> {
  const findings: string[] = [];
  const seals: Trusted[] = [];
  const gaps: { from: Place; to: Place }[] = [];
  const hashes = new Map<number, string>();
  let before: { number: number; hash: string; events: number } | null = null;
  let sound = start;
  let broken = false;
  let end: Chain['end'] = null;
  for await (const seal of readSeals(db, company_id)) {
    const expected: number = (before?.number ?? 0) + 1;
    for (let number = expected; number < seal.number; number++) {
      findings.push(`Seal ${number} is missing.`);
      broken = true;
    }
    const place = { tx: BigInt(seal.last_tx), seq: BigInt(seal.last_seq) };
    const events = Number(seal.first) + Math.floor(seal.leaves.length / leafBytes) - 1;
    const wrong = wrongIn(keys, company_id, seal);
    const trusted = wrong === null || wrong.trusted;
    if (wrong !== null) findings.push(`Seal ${seal.number} ${wrong.text}`);
    else if (
      (before?.number ?? 0) === seal.number - 1 &&
      (seal.previous !== (before?.hash ?? noSeal) ||
        Number(seal.first) !== (before?.events ?? 0) + 1)
    )
      findings.push(`Seal ${seal.number} does not follow seal ${seal.number - 1}.`);
    hashes.set(seal.number, seal.hash);
    if (trusted) {
      const ids = decodeLeaves(seal.leaves).map(({ id }) => id);
      seals.push({ number: seal.number, low: ids.sort()[0] ?? '' });
      const until = wrong === null ? place : placeOf(seal);
      if (broken) gaps.push({ from: sound, to: until });
      sound = until;
      broken = false;
    } else {
      broken = true;
    }
    before = { number: seal.number, hash: seal.hash, events };
    end = { ...(trusted && wrong !== null ? placeOf(seal) : place), at: new Date(seal.created_at) };
  }
  if (broken && end) gaps.push({ from: sound, to: end });
  findings.push(...againstCheckpoints(checkpoints, hashes, before?.number ?? 0));
  return { findings, seals, events: before?.events ?? 0, end, gaps };
}

/** Where its last leaf says that it ends. */
function placeOf(seal: SealRow): Place {
  const last = decodeLeaves(seal.leaves).at(-1);
  return { tx: last?.tx ?? 0n, seq: last?.seq ?? 0n };
}

function wrongIn(
  keys: SealKeys,
  company_id: string,
  seal: SealRow,
): { text: string; trusted: boolean } | null {
  const { leaves } = seal;
  const proven =
    leaves.length > 0 &&
    leaves.length % leafBytes === 0 &&
    isMac(keys, 'seal', sealHash(company_id, seal), seal.mac);
  if (!proven)
    return { text: 'was changed or forged; its events cannot be checked.', trusted: false };
  const last = placeOf(seal);
  const ends = seal.last_seq === String(last.seq) && ['0', String(last.tx)].includes(seal.last_tx);
  if (!ends || seal.hash !== sealHash(company_id, seal))
    return { text: 'was changed.', trusted: true };
  return null;
}

function againstCheckpoints(
  checkpoints: ReadonlyMap<number, Checkpoint>,
  hashes: ReadonlyMap<number, string>,
  newest: number,
): string[] {
  const found: string[] = [];
  let ahead: Checkpoint | null = null;
  for (const checkpoint of checkpoints.values()) {
    const hash = hashes.get(checkpoint.seal);
    if (checkpoint.seal > newest && checkpoint.seal > (ahead?.seal ?? 0)) ahead = checkpoint;
    else if (hash !== undefined && hash !== checkpoint.hash)
      found.push(`Seal ${checkpoint.seal} is not the one of the checkpoint of ${checkpoint.at}.`);
  }
  if (ahead)
    found.push(
      `The checkpoint of ${ahead.at} knows ${ahead.seal} seals over ${ahead.events} events; the database has ${newest} seals. ` +
        'Its newest events were cut off, or an older state of the database was put back.',
    );
  return found;
}

async function* readSeals(db: Pick<Database, 'read'>, company_id: string): AsyncGenerator<SealRow> {
  for (let after = -2_147_483_648; ; ) {
    const { rows } = await db.read<SealRow>(
      { company_id, user_id: null },
      {
        text: `select ${sealColumns} from event_seals where company_id = $1 and number > $2 order by number limit ${portion}`,
        values: [company_id, after],
      },
      { statement_timeout_ms: 60_000 },
    );
    yield* rows;
    const last = rows.at(-1);
    if (!last) return;
    after = last.number;
  }
}

/** The leaves of one seal. */
export async function leavesOf(
  db: Pick<Database, 'read'>,
  company_id: string,
  number: number,
): Promise<SealRow | undefined> {
  const { rows } = await db.read<SealRow>(
    { company_id, user_id: null },
    {
      text: `select ${sealColumns} from event_seals where company_id = $1 and number = $2`,
      values: [company_id, number],
    },
  );
  return rows[0];
}
