import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** What a link does to the bytes on it; whatever is not set is as it should be. */
export interface Weather {
  /** Each piece arrives this much later, ms, both ways. */
  readonly delay_ms?: number;
  /** Bytes a second of each connection, each way. */
  readonly bytes_per_second?: number;
  /** Connections are accepted and bytes are taken, and nothing arrives: a firewall that drops. */
  readonly silent?: boolean;
}

/** A TCP proxy on loopback that can be told to misbehave. */
export interface FaultProxy {
  readonly port: number;
  /** How the link is from now on, for old and new connections; what was held back by silence goes on its way. */
  set(weather: Weather): void;
  /** Breaks every open connection with RST. New ones work. */
  reset(): void;
  /** Open connections stay open and never carry a byte again, as when the other end lost its power. New ones work. */
  halfOpen(): void;
  /** Nobody listens any more and every connection is broken. */
  away(): Promise<void>;
  /** Listens again, on the same port. */
  back(): Promise<void>;
  /**
   * Cuts the next connection on which a client sends `mark`: before the server gets that piece, or after, so that its answer
   * is lost. Resolves when it was cut.
   */
  cutAt(mark: string, when: 'before' | 'after'): Promise<void>;
  connections(): number;
  close(): Promise<void>;
}

interface Cut {
  readonly mark: string;
  readonly when: 'before' | 'after';
  readonly done: () => void;
}

/** One connection through the proxy. */
class Link {
  private dead = false;
  private wake: () => void = () => {};

  constructor(
    readonly client: Socket,
    readonly server: Socket,
    private readonly weather: () => Weather,
    private readonly cut: (piece: Buffer) => Cut | null,
  ) {
    for (const socket of [client, server])
      socket.on('error', () => undefined).once('close', () => this.end());
    void this.carry(client, server, true);
    void this.carry(server, client, false);
  }

  private async carry(from: Socket, to: Socket, fromClient: boolean): Promise<void> {
    try {
      for await (const piece of from as AsyncIterable<Buffer>) {
        const { delay_ms = 0, bytes_per_second } = this.weather();
        if (delay_ms > 0) await sleep(delay_ms);
        if (bytes_per_second) await sleep((piece.length / bytes_per_second) * 1000);
        while (this.dead || this.weather().silent) await this.change();
        const cut = fromClient ? this.cut(piece) : null;
        if (cut?.when === 'before') this.end();
        else if (!to.write(piece) && !to.destroyed)
          await Promise.race([once(to, 'drain'), once(to, 'close')]);
        if (cut?.when === 'after') await this.loseTheAnswer();
        cut?.done();
      }
      to.end();
    } catch {
      this.end(); // broken by either side
    }
  }

  /** The server works on what it got and is heard no more. */
  private async loseTheAnswer(): Promise<void> {
    this.dead = true;
    await sleep(50);
    this.end();
  }

  private change(): Promise<void> {
    return new Promise((resolve) => {
      const before = this.wake;
      this.wake = () => {
        before();
        resolve();
      };
    });
  }

  changed(): void {
    this.wake();
    this.wake = () => {};
  }

  freeze(): void {
    this.dead = true;
  }

  end(): void {
    this.client.destroy();
    this.server.destroy();
  }

  reset(): void {
    this.client.resetAndDestroy();
    this.server.destroy();
  }
}

/** Starts a proxy to a port of this machine, or to a Unix socket. */
export async function startFaultProxy(target: number | string): Promise<FaultProxy> {
  const links = new Set<Link>();
  let weather: Weather = {};
  let cut: Cut | null = null;
  const cutOf = (piece: Buffer): Cut | null => {
    if (!cut || !piece.includes(cut.mark)) return null;
    const due = cut;
    cut = null;
    return due;
  };
  const accept = (client: Socket): void => {
    const server = typeof target === 'string' ? connect(target) : connect(target, '127.0.0.1');
    const link = new Link(client, server, () => weather, cutOf);
    links.add(link);
    client.once('close', () => links.delete(link));
  };
  const listen = async (port: number): Promise<Server> => {
    const server = createServer({ noDelay: true }, accept).listen(port, '127.0.0.1');
    await once(server, 'listening');
    return server;
  };
  let listening = await listen(0);
  const address = listening.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  const away = async (): Promise<void> => {
    const closed = once(listening, 'close');
    listening.close();
    for (const link of links) link.reset();
    await closed;
  };
  return {
    port,
    set(next) {
      weather = next;
      for (const link of links) link.changed();
    },
    reset() {
      for (const link of links) link.reset();
    },
    halfOpen() {
      for (const link of links) link.freeze();
    },
    away,
    async back() {
      listening = await listen(port);
    },
    cutAt: (mark, when) =>
      new Promise((done) => {
        cut = { mark, when, done };
      }),
    connections: () => links.size,
    async close() {
      if (listening.listening) await away();
      for (const link of links) link.end();
    },
  };
}

/** Where the PostgreSQL of a connection string listens, for `startFaultProxy`: a port, or a socket. */
export function databasePort(url: string): number | string {
  const { hostname, port } = new URL(url);
  const host = decodeURIComponent(hostname);
  return host.startsWith('/') ? `${host}/.s.PGSQL.${port}` : Number(port);
}

/** The same login to the same database, by way of the proxy. */
export function throughProxy(url: string, proxy: FaultProxy): string {
  const { username, password, pathname } = new URL(url);
  return `postgresql://${username}:${password}@127.0.0.1:${proxy.port}${pathname}`;
}
