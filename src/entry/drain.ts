import type { Server } from 'node:http';
import { Server as NetServer, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';

/** A drain, ms; 20 s together. */
const drainTimes = { farewell: 1000, idle: 500, wait: 19_000 };

interface Step {
  readonly name: string;
  run(): Promise<void>;
}

/** The way a process ends: readiness turns red at once, then every step in order, each even if one before it failed. */
export class Shutdown {
  private readonly steps: Step[] = [];
  private ending: Promise<boolean> | null = null;

  constructor(private readonly log: Logger) {}

  get draining(): boolean {
    return this.ending !== null;
  }

  /** Steps run in the order they were added. */
  add(name: string, run: () => Promise<void>): void {
    this.steps.push({ name, run });
  }

  /** Resolves when everything has stopped: true when every step went well. Calling again waits for the same end. */
  begin(reason: string): Promise<boolean> {
    this.ending ??= this.end(reason);
    return this.ending;
  }

  /** Ends the process on SIGTERM and SIGINT with 0, on an error nobody caught with 1; a second Ctrl-C ends it at once. */
  listen(): void {
    const leave = async (reason: string, code: number) => {
      const clean = await this.begin(reason);
      this.log.flush();
      process.exit(clean ? code : 1);
    };
    let asked = Number.POSITIVE_INFINITY;
    for (const signal of ['SIGTERM', 'SIGINT'] as const) {
      process.on(signal, () => {
        // npm passes Ctrl-C on although the terminal already sent it, so the same one arrives twice.
        if (signal === 'SIGINT' && performance.now() - asked > 1000) process.exit(130);
        asked = Math.min(asked, performance.now());
        void leave(signal, 0);
      });
    }
    for (const event of ['uncaughtException', 'unhandledRejection'] as const) {
      process.on(event, (err: unknown) => {
        this.log.fatal({ err }, event);
        void leave(event, 1);
      });
    }
  }

  private async end(reason: string): Promise<boolean> {
    this.log.info({ reason }, 'stopping');
    let clean = true;
    for (const { name, run } of this.steps) {
      try {
        await run();
      } catch (err) {
        clean = false;
        this.log.error({ err, step: name }, 'a part did not stop cleanly');
      }
    }
    this.log.info({ clean }, 'stopped');
    return clean;
  }
}

/** Ends a node server without failing a request. Make it before the server listens: it must know every connection. */
export class Drain {
  private readonly open = new Set<Socket>();
  private readonly upgraded = new Set<Socket>();

  constructor(
    private readonly server: Server,
    private readonly log: Logger,
  ) {
    server.on('connection', (socket) => {
      this.open.add(socket);
      socket.once('close', () => {
        this.open.delete(socket);
        this.upgraded.delete(socket);
      });
    });
    server.on('upgrade', (request) => this.upgraded.add(request.socket));
  }

  /**
   * Answers as before for another `farewell` ms while anybody is connected, so that proxies see readiness fall. Then takes
   * no new connection; each answer says that its own closes, and those that stay idle for `idle` ms more are closed, so
   * that no request meets a closed one. What still runs after `wait` ms is cut.
   */
  async run(times: Partial<typeof drainTimes> = {}): Promise<void> {
    const { farewell, idle, wait } = { ...drainTimes, ...times };
    if (this.open.size > 0) await sleep(farewell);
    await new Promise(setImmediate); // whoever has connected is accepted first
    // Not the close of http, which cuts idle connections at once, some of them with a request on its way.
    const closed = new Promise<void>((resolve) => {
      NetServer.prototype.close.call(this.server, () => resolve());
    });
    const timer = setTimeout(() => {
      this.log.warn('requests were still running after the wait and were cut');
      for (const socket of this.open) socket.destroy();
    }, wait);
    for (const socket of this.upgraded) socket.destroy();
    if (this.open.size > 0) await Promise.race([closed, sleep(idle)]);
    const closing = setInterval(() => this.closeIdle(), 50);
    this.closeIdle();
    await closed;
    clearTimeout(timer);
    clearInterval(closing);
  }

  /** Node itself would wait for connections on which nothing was ever sent; browsers open such. */
  private closeIdle(): void {
    this.server.closeIdleConnections();
    for (const socket of this.open) if (socket.bytesRead === 0) socket.destroy();
  }
}
