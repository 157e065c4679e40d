import { AppError } from '../../shape/errors';
import type { App } from '../context';

/** Exports at once in one process: each holds a connection and a snapshot of the database for as long as it takes. */
export const mostExports = { company: 2, process: 4 } as const;

/** Seconds after which it is worth trying again. */
const wait = 15;

const running = new WeakMap<App['db'], Map<string, number>>();

/** Takes a place for one export of a company. Throws 429 or 503 when there is none. Call what it returns once it is over. */
export function takeTurn({ db }: App, company_id: string): () => void {
  let here = running.get(db);
  if (!here) running.set(db, (here = new Map()));
  const places = here;
  const mine = places.get(company_id) ?? 0;
  if (mine >= mostExports.company)
    throw new AppError(
      'rate_limited',
      'Your company is exporting already. Wait until that is done and try again.',
      { retry_after: wait },
    );
  const all = [...places.values()].reduce((sum, count) => sum + count, 0);
  if (all >= mostExports.process)
    throw new AppError('unavailable', 'Too many exports are running. Try again in a moment.', {
      retry_after: wait,
    });
  places.set(company_id, mine + 1);
  let over = false;
  return () => {
    if (over) return;
    over = true;
    const left = (places.get(company_id) ?? 1) - 1;
    if (left > 0) places.set(company_id, left);
    else places.delete(company_id);
  };
}
