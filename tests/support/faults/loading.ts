import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { projectRoot } from '@/platform/paths';

/** What a loader is to do: `callers` or `per_second`. */
export interface LoadOrder {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly seconds: number;
  readonly callers?: number;
  readonly per_second?: number;
}

/** Times in ms. */
export interface LoadResult {
  /** Answers by status; what was none by its error. */
  readonly statuses: Readonly<Record<string, number>>;
  /** Refusals without Retry-After. */
  readonly unexplained: number;
  /** Answers of 200 in each second. */
  readonly per_second: readonly number[];
  readonly accepted: { readonly p50: number; readonly p99: number };
  readonly refused: { readonly p50: number; readonly p99: number };
}

/** Runs a loader in a process of its own, so that what it costs does not hold up the test. */
export async function loading(order: LoadOrder): Promise<LoadResult> {
  const child = spawn(
    process.execPath,
    ['--import', 'tsx', 'tests/support/faults/loader.ts', JSON.stringify(order)],
    { cwd: projectRoot, stdio: ['ignore', 'pipe', 'inherit'] },
  );
  let printed = '';
  child.stdout.on('data', (chunk) => (printed += chunk));
  await once(child, 'close');
  return JSON.parse(printed) as LoadResult;
}
