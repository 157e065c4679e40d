import { hash } from 'node:crypto';

/** A row of `event_seals`. */
export interface SealRow {
  readonly number: number;
  readonly first: number | string;
  readonly leaves: Buffer;
  readonly last_tx: string;
  readonly last_seq: string;
  readonly previous: string;
  readonly hash: string;
  readonly mac: string;
  readonly created_at: string;
}

/** The columns of a SealRow. */
export const sealColumns =
  'number, first, leaves, last_tx::text as last_tx, last_seq::text as last_seq, previous, hash, mac, created_at';

/** What the first seal of a company follows. */
export const noSeal = '';

/** Covers everything of a seal but where it ends, which its last leaf says; `previous` makes it cover all seals before. */
export const sealHash = (
  company_id: string,
  seal: Pick<SealRow, 'number' | 'first' | 'leaves' | 'previous' | 'created_at'>,
): string =>
  hash(
    'sha256',
    JSON.stringify([
      company_id,
      seal.number,
      Number(seal.first),
      hash('sha256', seal.leaves, 'hex'),
      seal.previous,
      seal.created_at,
    ]),
    'hex',
  );
