import { keptSecret } from '@/platform/secret';
import { serverAccount } from './embedded/account';
import { binaries } from './embedded/binaries';
import { openHome } from './embedded/home';
import { isAlive, locked } from './embedded/lock';
import { type Address, ensureRunning, initialise } from './embedded/server';
import { register } from './embedded/watchdog';

export interface EmbeddedOptions {
  readonly data_dir: string;
  /** The operator named the folder, so it is not silently replaced when it cannot be used. */
  readonly chosen: boolean;
  /** Server settings beside the defaults. */
  readonly settings?: Readonly<Record<string, string>>;
  /** Told when the server had to be started again or could not be. */
  readonly onTrouble?: (message: string, error?: unknown) => void;
}

/** A PostgreSQL server that lives with the Ambit processes of one DATA_DIR. */
export interface Embedded {
  readonly pid: () => number;
  /** Connection string of a login. */
  url(database: string, user: string, password: string): string;
  /** As the superuser; for setting up and for the administrator alone. */
  adminUrl(database?: string): string;
  /** Stops using the server; the last process to do so stops it. */
  close(): Promise<void>;
}

/**
 * Starts the server of a DATA_DIR, or joins the one another process started. It is started again if it dies, and stops
 * soon after its last Ambit process ended in whatever way. Throws EmbeddedError with a way out.
 */
export async function startEmbedded(options: EmbeddedOptions): Promise<Embedded> {
  const account = serverAccount();
  const home = openHome(options.data_dir, options.chosen, account);
  const password = keptSecret(home.folder, 'password');
  const folder = await locked(home.lock, async () => {
    const ready = binaries(home.folder, account);
    await initialise(home, ready, account, password, options.settings?.fsync !== 'off');
    return ready;
  });
  const up = () =>
    locked(home.lock, () => ensureRunning(home, folder, account, password, options.settings ?? {}));

  // Registered before looking: a server about to be stopped by the watchdog of another process is then waited for.
  const presence = register(home);
  let running: { address: Address; pid: number };
  try {
    running = await up();
  } catch (error) {
    await presence.release();
    throw error;
  }

  let busy = false;
  const guard = setInterval(() => {
    if (busy || isAlive(running.pid)) return;
    busy = true;
    options.onTrouble?.('The embedded PostgreSQL ended; starting it again.');
    up()
      .then((again) => {
        running = again;
      })
      .catch((error: unknown) =>
        options.onTrouble?.('The embedded PostgreSQL could not be started again.', error),
      )
      .finally(() => {
        busy = false;
      });
  }, 500);
  guard.unref();

  const url = (database: string, user: string, secret: string): string =>
    `postgresql://${encodeURIComponent(user)}:${encodeURIComponent(secret)}@${encodeURIComponent(running.address.host)}:${running.address.port}/${encodeURIComponent(database)}`;
  return {
    pid: () => running.pid,
    url,
    adminUrl: (database = 'postgres') => url(database, 'postgres', password),
    async close() {
      clearInterval(guard);
      await presence.release();
    },
  };
}
