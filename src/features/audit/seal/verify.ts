import type { Database } from '@/platform/db/types';
import { firstIdAt } from '@/platform/ids';
import { type Chain, checkChain, isAfter, leavesOf, type Place } from './chain';
import type { Checkpoint } from './checkpoints';
import type { SealKeys } from './keys';
import { decodeLeaves, type Leaf, type LeafRow, leafColumns, leafOf } from './leaf';
import { removedBelow } from './removals';
import { latest } from './seal';

const portion = 5000;

/** What became of a company's events. */
export interface Verified {
  readonly findings: readonly string[];
  readonly events: number;
  readonly seals: number;
  /** Not sealed yet: what happened in the last minutes. */
  readonly open: number;
  /** Gone by the company's retention. */
  readonly removed: number;
}

/**
 * Holds every event of a company against the seals, and those against the checkpoints. Names each event that was changed,
 * removed or added and each seal that was. Reads in portions beside a running server; memory does not grow with the log.
 */
export async function verifyCompany(
  db: Pick<Database, 'read'>,
  keys: SealKeys,
  company_id: string,
  checkpoints: ReadonlyMap<number, Checkpoint> = new Map(),
): Promise<Verified> {
  const chain = await checkChain(db, keys, company_id, checkpoints);
  const ledger = new Ledger(db, keys, company_id, chain, await removedBelow(db, keys, company_id));
  let events = 0;
  for (let after = '00000000-0000-0000-0000-000000000000'; ; ) {
    const { rows } = await db.read<LeafRow>(
      { company_id, user_id: null },
      {
        text: `select ${leafColumns} from events e where company_id = $1 and id > $2 order by e.id limit ${portion}`,
        values: [company_id, after],
      },
      { statement_timeout_ms: 60_000 },
    );
    const last = rows.at(-1);
    if (!last) break;
    after = last.id;
    events += rows.length;
    await ledger.hold(rows, after);
  }
  await ledger.hold([], 'g');
  return {
    findings: [...chain.findings, ...(await ledger.findings())],
    events,
    seals: chain.seals.length,
    open: ledger.open,
    removed: ledger.removed,
  };
}

interface Expected {
  readonly leaf: Leaf;
  /** Its place among all events of the company, from 1. */
  readonly place: number;
  /** The database was restored since, so transaction numbers are gone. */
  readonly restored: boolean;
}

/** Goes through seals and events side by side, both by id; holds only the leaves whose events are still to come. */
class Ledger {
  open = 0;
  removed = 0;
  private unknown = 0;
  private readonly found: string[] = [];
  private readonly expected = new Map<string, Expected>();
  private readonly seals: { number: number; low: string }[];
  private readonly missing: { id: string; place: number }[] = [];

  constructor(
    private readonly db: Pick<Database, 'read'>,
    private readonly keys: SealKeys,
    private readonly company_id: string,
    private readonly chain: Chain,
    /** Events below this id may be gone. */
    private readonly gone: string | null,
  ) {
    this.seals = [...chain.seals].sort((a, b) => (a.low < b.low ? 1 : -1));
  }

  /** All events up to the id `until`, in order of their ids. */
  async hold(rows: readonly LeafRow[], until: string): Promise<void> {
    for (let next = this.seals.at(-1); next && next.low <= until; next = this.seals.at(-1)) {
      this.seals.pop();
      await this.load(next.number);
    }
    for (const row of rows) {
      const expected = this.expected.get(row.id);
      if (!expected) this.unsealed(row);
      else if (this.expected.delete(row.id)) this.compare(row, expected);
    }
    for (const [id, { place }] of this.expected) {
      if (id > until) continue;
      this.expected.delete(id);
      // Years of them may be gone, so they are not kept.
      if (this.gone !== null && id < this.gone) this.removed += 1;
      else this.missing.push({ id, place });
    }
  }

  private async load(number: number): Promise<void> {
    const seal = await leavesOf(this.db, this.company_id, number);
    const restored = seal?.last_tx === '0';
    decodeLeaves(seal?.leaves ?? Buffer.alloc(0)).forEach((leaf, index) => {
      this.expected.set(leaf.id, { leaf, restored, place: Number(seal?.first) + index });
    });
  }

  private compare(row: LeafRow, { leaf, restored, place }: Expected): void {
    const now = leafOf(this.keys, row);
    const what = [
      ...(now.facts.equals(leaf.facts) ? [] : ['what it is']),
      ...(now.values.equals(leaf.values) ? [] : ['its values, address or browser']),
      ...(now.tx === leaf.tx || (restored && now.tx === 0n) ? [] : ['its transaction']),
    ];
    if (what.length > 0)
      this.found.push(
        `Event ${row.id} (number ${place}, ${told(row)}) was changed: ${what.join(', ')}.`,
      );
  }

  /** An event that no seal knows: too new, in a gap of the seals, or slipped in. */
  private unsealed(row: LeafRow): void {
    const { end, gaps } = this.chain;
    const place: Place = { tx: BigInt(row.tx), seq: BigInt(row.seq) };
    if (gaps.some(({ from, to }) => isAfter(place, from) && !isAfter(place, to))) this.unknown += 1;
    else if (
      end &&
      (this.isEarlier(place, end) || row.id < firstIdAt(new Date(end.at.getTime() - latest)))
    )
      this.found.push(`Event ${row.id} (${told(row)}) was added: no seal knows it.`);
    else this.open += 1;
  }

  /** In a restored database events of before the move have no place, so only their time tells. */
  private isEarlier(place: Place, end: Place): boolean {
    return end.tx > 0n && !isAfter(place, end);
  }

  async findings(): Promise<string[]> {
    // Retention may have gone on meanwhile.
    const below =
      this.missing.length > 0 ? await removedBelow(this.db, this.keys, this.company_id) : null;
    for (const { id, place } of this.missing) {
      if (below !== null && id < below) this.removed += 1;
      else this.found.push(`Event ${id} (number ${place}) is missing.`);
    }
    if (this.unknown > 0)
      this.found.push(
        `${this.unknown} events cannot be checked, because their seals are missing or were changed.`,
      );
    return this.found;
  }
}

const told = ({ name, created_at }: LeafRow): string => `${name}, ${timeOf(created_at)}`;

function timeOf(milliseconds: string): string {
  const time = new Date(Number(milliseconds));
  return Number.isNaN(time.getTime()) ? milliseconds : time.toISOString();
}
