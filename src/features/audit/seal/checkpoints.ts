import { createReadStream } from 'node:fs';
import { open, readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { createInterface } from 'node:readline';
import { makeFolder } from '@/platform/folder';
import { isMac, macOf, type SealKeys } from './keys';

/** What the chain of a company was at an instant: everything up to this seal is covered by its hash. */
export interface Checkpoint {
  readonly company_id: string;
  readonly seal: number;
  /** How many events are sealed up to there. */
  readonly events: number;
  readonly hash: string;
  readonly at: string;
}

/** Beside the data, outside the database; to be copied elsewhere. */
export const checkpointFolder = (data_dir: string): string => join(data_dir, 'audit');

const textOf = ({ company_id, seal, events, hash, at }: Checkpoint): string =>
  JSON.stringify([company_id, seal, events, hash, at]);

/** Adds a line to the file of the month and waits until the disk has it. */
export async function appendCheckpoint(
  folder: string,
  keys: SealKeys,
  checkpoint: Checkpoint,
): Promise<void> {
  makeFolder(folder, 0o700);
  const mac = macOf(keys, 'checkpoint', textOf(checkpoint));
  const file = await open(join(folder, `${checkpoint.at.slice(0, 7)}.jsonl`), 'a', 0o600);
  try {
    await file.appendFile(`${JSON.stringify({ ...checkpoint, mac })}\n`);
    await file.sync();
  } finally {
    await file.close();
  }
}

export interface CheckpointsRead {
  /** Hash by seal, by company. */
  readonly known: ReadonlyMap<string, Map<number, Checkpoint>>;
  /** Lines that this installation did not write, or wrote otherwise. */
  readonly wrong: readonly string[];
}

/** All checkpoints of a folder, or those of one company. A folder that is not there has none. */
export async function readCheckpoints(
  folder: string,
  keys: SealKeys,
  company_id?: string,
): Promise<CheckpointsRead> {
  const known = new Map<string, Map<number, Checkpoint>>();
  const wrong: string[] = [];
  const files = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  for (const name of files.filter((file) => file.endsWith('.jsonl')).sort()) {
    const path = join(folder, name);
    let line = 0;
    for await (const text of createInterface({ input: createReadStream(path) })) {
      line += 1;
      const checkpoint = parsed(text, keys);
      if (!checkpoint) {
        wrong.push(`Line ${line} of the checkpoints in ${basename(path)} was changed or forged.`);
      } else if (company_id === undefined || checkpoint.company_id === company_id) {
        const mine = known.get(checkpoint.company_id) ?? new Map<number, Checkpoint>();
        const other = mine.get(checkpoint.seal);
        if (other && other.hash !== checkpoint.hash)
          wrong.push(
            `Two checkpoints know different seals ${checkpoint.seal} of company ${checkpoint.company_id}: the database was set back between ${other.at} and ${checkpoint.at} and went on from there.`,
          );
        known.set(checkpoint.company_id, mine.set(checkpoint.seal, checkpoint));
      }
    }
  }
  return { known, wrong };
}

function parsed(line: string, keys: SealKeys): Checkpoint | null {
  try {
    const { mac, ...checkpoint } = JSON.parse(line) as Checkpoint & { mac: string };
    return isMac(keys, 'checkpoint', textOf(checkpoint), String(mac)) ? checkpoint : null;
  } catch {
    return null;
  }
}
