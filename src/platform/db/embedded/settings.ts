import { totalmem } from 'node:os';

const megabyte = 1024 * 1024;
const between = (low: number, value: number, high: number): number =>
  Math.max(low, Math.min(high, Math.floor(value)));

/** Settings of the embedded server, sized to this machine. Safe ones: fsync and synchronous commit stay on. */
export function serverSettings(): Record<string, string> {
  const memory = totalmem() / megabyte;
  return {
    max_connections: '100',
    shared_buffers: `${between(128, memory / 16, 1024)}MB`,
    effective_cache_size: `${between(512, memory / 2, 65_536)}MB`,
    work_mem: '16MB',
    maintenance_work_mem: `${between(64, memory / 32, 512)}MB`,
    max_wal_size: '2GB',
    checkpoint_timeout: '15min',
    random_page_cost: '1.1',
    // Statements here are short: compiling them costs more than running them.
    jit: 'off',
    max_locks_per_transaction: '256',
    timezone: 'UTC',
    log_timezone: 'UTC',
    log_min_messages: 'warning',
    log_checkpoints: 'off',
    // Errors reach the application, which logs them without the values; statements may carry personal data.
    log_min_error_statement: 'panic',
    log_error_verbosity: 'terse',
  };
}
