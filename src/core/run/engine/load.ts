import type { Tx } from '@/platform/db/types';
import type { Values } from './hooks';
import { recordJson } from './record-json';
import { prepared } from './statement-names';
import type { WriteShape } from './write-shape';

/** A locked record: all values as the API shows them. */
export interface Loaded {
  readonly record: Values & { readonly id: string; readonly version: number };
  /** The same as JSON text. */
  readonly text: string;
  /** Custom values as stored, those of removed fields included. */
  readonly stored: Values;
}

/**
 * Reads and locks records until the transaction ends, in the order of their ids so that two batches cannot block each
 * other; records that point at them may still be written meanwhile. Those that are not there, in another company or not in the asked place (live or bin) are absent.
 */
export async function lockRecords(
  tx: Tx,
  shape: WriteShape,
  company_id: string,
  ids: readonly string[],
  where: 'live' | 'bin' | 'any',
): Promise<Map<string, Loaded>> {
  const place = { live: 'and t.deleted_at is null', bin: 'and t.deleted_at is not null', any: '' }[
    where
  ];
  const { rows } = await tx.run<{ text: string; stored: Values }>(
    prepared(
      `select ${recordJson(shape.compiled, 't')}::text as text, t.custom as stored from ${shape.object.name} t ` +
        `where t.company_id = $1 and t.id = any($2::uuid[]) ${place} order by t.id for no key update`,
      [company_id, ids],
    ),
  );
  return new Map(
    rows.map(({ text, stored }) => {
      const record = JSON.parse(text) as Loaded['record'];
      return [record.id, { record, text, stored }];
    }),
  );
}
