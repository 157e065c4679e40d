import type { Answer, App, Ctx } from '@/core/run/context';
import { type Notice, noticeChannel } from '@/core/run/notices';
import { type PersonalNews, personalChannel } from '@/core/run/personal';
import { revokedChannel } from '@/core/run/revoked';
import { heldBack } from '@/core/run/sign-in-policy';
import { AppError } from '@/core/shape/errors';
import { matches, type Revoked } from '@/identity/session/principals';
import type { Bus } from '@/platform/bus/bus';
import { heartbeat, noticeFrame, personalFrame, resyncFrame, rightsFrame } from './frames';
import { noticesAfter } from './queries';
import { permissionFor, Stream, sameRights, type Written } from './stream';

/** Open at once, in one process. */
export const most = { user: 10, company: 2000, process: 10_000 } as const;

/** How often, ms: a sign of life, a look at the rights, the same while other processes are not heard. */
const every = { heartbeat: 15_000, check: 20_000, check_alone: 1000 } as const;
/** Looks at rights in a second: with more streams each waits longer. */
const checksPerSecond = 300;
/** A stream whose head could not be sent by then belongs to nobody. */
const longestOpening = 30_000;

/** Every open stream of this process. */
export class Streams {
  private readonly byCompany = new Map<string, Set<Stream>>();
  private readonly ofUser = new Map<string, number>();
  private readonly forget: (() => void)[] = [];
  private timer: NodeJS.Timeout | undefined;
  private beaten = 0;
  private closed = false;
  private count = 0;
  /** Since the start, for the metrics. */
  readonly totals = { notices: 0, resyncs: 0, slow: 0, ended: 0, refused: 0 };

  most: { readonly user: number; readonly company: number; readonly process: number } = most;

  constructor(private readonly bus: Bus) {}

  get open(): number {
    return this.count;
  }

  /**
   * Opens a stream for the caller, catching up after the event `last`. `person`: it hears of
   * nothing but its person. Throws 429 at a cap and 503 while shutting down.
   */
  async start(
    ctx: Ctx,
    last: string | null,
    headers: Headers,
    about: 'changes' | 'person' = 'changes',
  ): Promise<Answer> {
    const stream = this.add(ctx, headers, about === 'person');
    try {
      const missed = last === null ? [] : await noticesAfter(ctx, last);
      ctx.signal.throwIfAborted();
      return {
        headers: { 'content-type': 'text/event-stream', 'x-accel-buffering': 'no' },
        live: (outlet) => {
          outlet.onClose(() => this.remove(stream));
          if (missed === null) this.totals.resyncs += 1;
          if (this.has(stream)) stream.begin(outlet, missed);
          else outlet.end();
        },
      };
    } catch (error) {
      this.remove(stream);
      throw error;
    }
  }

  /** Writes `frame` to the streams of some users of a company, where the rights allow. */
  toUsers(
    company_id: string,
    users: ReadonlySet<string>,
    permission: string,
    frame: Uint8Array,
  ): void {
    for (const stream of this.byCompany.get(company_id) ?? [])
      if (!stream.personal && users.has(stream.principal.user.id) && stream.hears(permission))
        this.written(stream, stream.write(frame));
  }

  private toPerson(news: PersonalNews): void {
    const frame = personalFrame(news);
    for (const stream of this.byCompany.get(news.company_id) ?? [])
      if (stream.principal.user.id === news.user_id) this.written(stream, stream.write(frame));
  }

  /** Ends every stream and opens no more: readers come back to another process. */
  close(): void {
    this.closed = true;
    for (const stream of this.all()) this.end(stream);
  }

  private add(ctx: Ctx, headers: Headers, personal: boolean): Stream {
    const { app, principal } = ctx;
    const { user, company } = principal;
    if (this.closed)
      throw new AppError('unavailable', 'This process is stopping.', { retry_after: 1 });
    const inCompany = this.byCompany.get(company.id) ?? new Set();
    const ofUser = this.ofUser.get(user.id) ?? 0;
    const { most } = this;
    if (app.env.rate_limit && ofUser >= most.user)
      throw this.full(`You have ${most.user} streams open already.`);
    if (app.env.rate_limit && inCompany.size >= most.company)
      throw this.full(`Your company has ${most.company} streams open already.`);
    if (this.count >= most.process)
      throw new AppError('unavailable', 'Too many streams are open.', { retry_after: 30 });
    const stream = new Stream(app, principal, callerOf(headers), personal, ctx.origin.ip);
    this.byCompany.set(company.id, inCompany.add(stream));
    this.ofUser.set(user.id, ofUser + 1);
    this.count += 1;
    if (this.count === 1) this.listen();
    return stream;
  }

  private full(message: string): AppError {
    this.totals.refused += 1;
    return new AppError('rate_limited', `${message} Close one to open another.`, {
      retry_after: 30,
    });
  }

  private has(stream: Stream): boolean {
    return this.byCompany.get(stream.principal.company.id)?.has(stream) ?? false;
  }

  private remove(stream: Stream): void {
    const { user, company } = stream.principal;
    const inCompany = this.byCompany.get(company.id);
    if (!inCompany?.delete(stream)) return;
    if (inCompany.size === 0) this.byCompany.delete(company.id);
    const left = (this.ofUser.get(user.id) ?? 1) - 1;
    if (left > 0) this.ofUser.set(user.id, left);
    else this.ofUser.delete(user.id);
    this.count -= 1;
    if (this.count === 0) this.rest();
  }

  private end(stream: Stream, last?: Uint8Array): void {
    this.remove(stream);
    stream.end(last);
  }

  private *all(): Generator<Stream> {
    for (const streams of this.byCompany.values()) yield* [...streams];
  }

  /** While there is anybody to tell. */
  private listen(): void {
    this.beaten = performance.now();
    this.forget.push(
      this.bus.subscribe(noticeChannel, ({ notices }) => {
        for (const notice of notices as Notice[]) this.tell(notice);
      }),
      this.bus.subscribe(personalChannel, ({ news }) => {
        for (const one of news as PersonalNews[]) this.toPerson(one);
      }),
      this.bus.subscribe(revokedChannel, (message) => {
        for (const stream of this.all())
          if (matches(stream.principal, message as Revoked)) void this.check(stream);
      }),
      this.bus.onGap(() => {
        for (const stream of this.all()) {
          this.totals.resyncs += 1;
          this.written(stream, stream.write(resyncFrame()));
          void this.check(stream);
        }
      }),
    );
    this.timer = setInterval(() => this.sweep(), 1000).unref();
  }

  private rest(): void {
    clearInterval(this.timer);
    for (const forget of this.forget.splice(0)) forget();
  }

  private tell(notice: Notice): void {
    const streams = this.byCompany.get(notice.company_id);
    const [first] = streams ?? [];
    if (!streams || !first) return;
    const permission = permissionFor(first.app, notice);
    const frame = noticeFrame(notice);
    for (const stream of streams) {
      if (stream.personal || !stream.hears(permission)) continue;
      if (notice.grantee_id && !stream.isGrantee(notice.grantee_id)) continue;
      this.totals.notices += 1;
      this.written(
        stream,
        stream.tell(notice, frame, (error) => this.lost(stream, error)),
      );
    }
  }

  /** A reader who may have missed something reads everything again. */
  private lost(stream: Stream, err: unknown): void {
    stream.app.log.warn({ err }, 'what a stream may hear could not be looked up');
    this.totals.resyncs += 1;
    this.written(stream, stream.write(resyncFrame()));
  }

  private written(stream: Stream, how: Written): void {
    if (how !== 'slow') return;
    this.totals.slow += 1;
    this.remove(stream);
    stream.cut();
  }

  private sweep(): void {
    const now = performance.now();
    const beat = now - this.beaten >= every.heartbeat ? heartbeat() : null;
    if (beat) this.beaten = now;
    const patience = Math.max(
      this.bus.state() === 'up' ? every.check : every.check_alone,
      (this.count / checksPerSecond) * 1000,
    );
    for (const stream of this.all()) {
      if (!stream.begun && now - stream.checked_at > longestOpening) this.remove(stream);
      else if (now - stream.checked_at >= patience) void this.check(stream);
      if (beat) this.written(stream, stream.write(beat));
    }
  }

  /** Ends a stream whose caller has other rights by now, or none. */
  private async check(stream: Stream): Promise<void> {
    stream.checked_at = performance.now();
    try {
      const found = await stream.app.authenticate(stream.caller, { quiet: true });
      const now = found && heldBack(found, stream.ip) === null ? found : null;
      if (sameRights(stream.principal, now) || !this.has(stream)) return;
      this.totals.ended += 1;
      this.end(stream, rightsFrame());
    } catch (err) {
      stream.app.log.warn({ err }, 'the rights of a stream could not be looked up; tried again');
    }
  }
}

/** What says who calls, without the rest of a request that may stay for days. */
function callerOf(headers: Headers): Request {
  const kept = new Headers();
  for (const name of ['cookie', 'authorization']) {
    const value = headers.get(name);
    if (value !== null) kept.set(name, value);
  }
  return new Request('http://localhost/api/stream', { headers: kept });
}

const known = new WeakMap<Bus, Streams>();

/** The streams of this process. */
export function streamsOf({ bus }: Pick<App, 'bus'>): Streams {
  let streams = known.get(bus);
  if (!streams) {
    streams = new Streams(bus);
    known.set(bus, streams);
  }
  return streams;
}
