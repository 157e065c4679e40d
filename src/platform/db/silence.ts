import type { Socket } from 'node:net';
import type pg from 'pg';
import type { PoolClient } from 'pg';

/** How often connections are looked at, ms. */
const every = 500;
/** How much longer than its timeout a statement may take to be answered, ms: PostgreSQL itself should have ended it. */
const margin = 2000;

/** The parts of pg's client that are used here. */
interface Client {
  /** False while a statement runs. */
  readonly readyForQuery: boolean | null;
  readonly connection: { readonly stream: Socket };
}

interface Watched {
  readonly stream: Socket;
  readonly waits: () => boolean;
  /** The longest its statement may take, ms. */
  patience: number;
  read: number;
  sent: number;
  /** When bytes last came, and last went out. */
  heard: number;
  asked: number;
}

/**
 * Finds connections that are open and dead: the other machine lost its power, or a firewall forgot about them. TCP notices
 * after a quarter of an hour, and PostgreSQL cannot end a statement it never got. So a statement that is not answered well
 * past its timeout breaks its connection, and with it every other one that has heard nothing since that statement was sent.
 */
export class Silence {
  private readonly connections = new Map<object, Watched>();
  private readonly timer = setInterval(() => this.look(), every).unref();

  /** Watches every connection that the pool makes from now on; its statements end after `timeout_ms` unless lent for others. */
  watch(pool: pg.Pool, timeout_ms = Number.POSITIVE_INFINITY): void {
    pool.on('connect', (client) => {
      const { connection } = client as unknown as Client;
      const now = performance.now();
      this.connections.set(client, {
        stream: connection.stream,
        waits: () => (client as unknown as Client).readyForQuery === false,
        patience: timeout_ms + margin,
        read: 0,
        sent: 0,
        heard: now,
        asked: now,
      });
    });
    pool.on('remove', (client) => this.connections.delete(client));
  }

  /** A connection is lent for statements that PostgreSQL ends after `timeout_ms` each. */
  lent(client: PoolClient, timeout_ms: number): void {
    const watched = this.connections.get(client);
    if (watched) watched.patience = timeout_ms + margin;
  }

  stop(): void {
    clearInterval(this.timer);
  }

  private look(): void {
    const now = performance.now();
    let since = Number.NEGATIVE_INFINITY;
    for (const one of this.connections.values()) {
      const { bytesRead, bytesWritten, writableLength } = one.stream;
      const sent = bytesWritten - writableLength;
      if (bytesRead !== one.read) one.heard = now;
      if (sent !== one.sent) one.asked = now;
      one.read = bytesRead;
      one.sent = sent;
      if (one.waits() && now - Math.max(one.heard, one.asked) > one.patience)
        since = Math.max(since, one.asked);
    }
    // Heard in the same look as the statement was sent may mean just before it.
    for (const one of this.connections.values())
      if (one.heard <= since) one.stream.destroy(new Error('Connection terminated: no answer'));
  }
}
