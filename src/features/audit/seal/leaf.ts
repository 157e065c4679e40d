import { createHmac, hash } from 'node:crypto';
import type { SealKeys } from './keys';

/** What an event is and stays. `tx` is beside it, since a restored database has other transaction numbers. */
export const factColumns = [
  'company_id',
  'id',
  'seq',
  'name',
  'object',
  'record_id',
  'version',
  'actor_kind',
  'actor_id',
  'source',
  'request_id',
  'correlation_id',
  'created_at',
] as const;

/** What may be personal. It has a hash of its own, keyed and salted by the event's id, so that erasing it leaves the rest provable. */
export const valueColumns = ['changes', 'ip', 'user_agent'] as const;

/** The columns of `events e` that a leaf is made of, as text. */
export const leafColumns = [...factColumns, ...valueColumns, 'tx']
  .map((name) =>
    name === 'created_at'
      ? '(extract(epoch from e.created_at) * 1000)::bigint::text as created_at'
      : `e.${name}::text`,
  )
  .join(', ');

/** A row of `leafColumns`. */
export type LeafRow = Readonly<
  Record<'company_id' | 'id' | 'seq' | 'tx' | 'name' | 'created_at', string>
> &
  Readonly<
    Record<
      Exclude<(typeof factColumns)[number] | (typeof valueColumns)[number], 'id'>,
      string | null
    >
  >;

/** What a seal remembers of one event. */
export interface Leaf {
  readonly id: string;
  readonly tx: bigint;
  readonly seq: bigint;
  readonly facts: Buffer;
  readonly values: Buffer;
}

/** 16 bytes id, 8 transaction, 8 sequence, 32 each for facts and values. */
export const leafBytes = 96;

/** What a seal is to remember of an event as it is now. */
export function leafOf(keys: SealKeys, row: LeafRow): Leaf {
  const facts = JSON.stringify(factColumns.map((name) => row[name]));
  const values = JSON.stringify([row.id, ...valueColumns.map((name) => row[name])]);
  return {
    id: row.id,
    tx: BigInt(row.tx),
    seq: BigInt(row.seq),
    facts: hash('sha256', facts, 'buffer'),
    values: createHmac('sha256', keys.values).update(values).digest(),
  };
}

export function encodeLeaves(leaves: readonly Leaf[]): Buffer {
  const bytes = Buffer.alloc(leaves.length * leafBytes);
  leaves.forEach(({ id, tx, seq, facts, values }, index) => {
    const at = index * leafBytes;
    bytes.write(id.replaceAll('-', ''), at, 'hex');
    bytes.writeBigUInt64BE(tx, at + 16);
    bytes.writeBigInt64BE(seq, at + 24);
    facts.copy(bytes, at + 32);
    values.copy(bytes, at + 64);
  });
  return bytes;
}

/** Bytes left over at the end are no leaf. */
export function decodeLeaves(bytes: Buffer): Leaf[] {
  return Array.from({ length: Math.floor(bytes.length / leafBytes) }, (_, index) => {
    const at = index * leafBytes;
    const hex = bytes.toString('hex', at, at + 16);
    return {
      id: `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`,
      tx: bytes.readBigUInt64BE(at + 16),
      seq: bytes.readBigInt64BE(at + 24),
      facts: bytes.subarray(at + 32, at + 64),
      values: bytes.subarray(at + 64, at + 96),
    };
  });
}
