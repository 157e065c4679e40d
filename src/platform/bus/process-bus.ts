import type { Bus } from './bus';
import { postgresWire } from './postgres-wire';
import { redisWire } from './redis-wire';
import { wideBus } from './wide-bus';

export interface ProcessBusOptions {
  /** Null: over LISTEN and NOTIFY. */
  readonly redis_url: string | null;
  /** The app login, past any pooler. */
  readonly postgres_url: string;
  /** Told once per outage. */
  readonly onError: (error: Error) => void;
}

/** The bus that joins every process of this installation. */
export const processBus = ({ redis_url, postgres_url, onError }: ProcessBusOptions): Bus =>
  wideBus(
    (events) =>
      redis_url === null ? postgresWire(postgres_url, events) : redisWire(redis_url, events),
    onError,
  );
