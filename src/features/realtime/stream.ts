import { seenOf } from '@/core/run/about-records';
import type { App, Outlet, Principal } from '@/core/run/context';
import { scopeOf } from '@/core/run/reach';
import type { Scope } from '@/platform/db/types';
import { greeting, noticeFrame, resyncFrame, type Told } from './frames';
import { sawBefore } from './queries';

/** A reader that is so many bytes behind is cut: it comes back and catches up from the log. */
const farthestBehind = 256 * 1024;
/** Notices that may come while the log is read; more, and the reader is told to read everything again. */
const mostHeld = 500;

/** What comes within so many ms is looked up together. */
const sorting = 50;

/** What became of something written to a stream. */
export type Written = 'sent' | 'held' | 'slow';

/** One reader: whose rights it has, and where its notices go. */
export class Stream {
  /** When the rights were last looked up, by `performance.now()`. */
  checked_at = performance.now();
  private outlet: Outlet | null = null;
  private held: Told[] | null = [];
  /** Notices of a reader who does not see every record, until it was looked up which of them they see. */
  private unsure: Told[] = [];

  constructor(
    readonly app: App,
    readonly principal: Principal,
    /** Carries the cookie or key, for looking up the rights again. */
    readonly caller: Request,
    /** Hears what is told to its person alone, and no notices. */
    readonly personal: boolean,
    /** Where it was opened from. */
    readonly ip: string | null,
  ) {}

  get begun(): boolean {
    return this.outlet !== null;
  }

  /** Says what was missed, then what came meanwhile. `missed` is null when that is too much to say. */
  begin(outlet: Outlet, missed: readonly Told[] | null): void {
    this.outlet = outlet;
    const held = this.held;
    this.held = null;
    outlet.write(greeting());
    if (missed === null || held === null || held.length >= mostHeld) {
      outlet.write(resyncFrame());
      return;
    }
    const told = new Set<string>();
    for (const notice of [...missed, ...held]) {
      if (told.has(notice.event_id)) continue;
      told.add(notice.event_id);
      if (this.hears(permissionFor(this.app, notice))) outlet.write(noticeFrame(notice));
    }
  }

  /** Whether the rights allow what needs `permission`; null needs none. */
  hears(permission: string | null): boolean {
    return permission === null || this.principal.permissions.has(permission);
  }

  /** Takes a notice that the rights allow; `failed` hears when it could not be found out whether its record is seen. */
  tell(notice: Told, frame: Uint8Array, failed: (error: unknown) => void): Written {
    const scope = scopeOf(this.principal);
    if (!scope.sees || notice.record_id === null || notice.grantee_id)
      return this.pass(notice, frame);
    this.unsure.push(notice);
    if (this.unsure.length === 1) setTimeout(() => void this.sort(scope).catch(failed), sorting);
    return 'held';
  }

  private async sort(scope: Scope): Promise<void> {
    const notices = this.unsure;
    this.unsure = [];
    const seen = new Set(await seenOf(this.app, scope, notices));
    const gone = notices.filter((notice) => notice.was && !seen.has(notice));
    for (const notice of await sawBefore(this.app, this.principal, gone)) seen.add(notice);
    for (const notice of notices)
      if (seen.has(notice) && this.pass(notice, noticeFrame(notice)) === 'slow') this.cut();
  }

  /** Whether a share with `grantee_id` is one with the reader. */
  isGrantee(grantee_id: string): boolean {
    const { user, reach } = this.principal;
    return user.id === grantee_id || (reach?.teams.includes(grantee_id) ?? false);
  }

  private pass(notice: Told, frame: Uint8Array): Written {
    if (!this.held) return this.write(frame);
    if (this.held.length < mostHeld) this.held.push(notice);
    return 'held';
  }

  write(frame: Uint8Array): Written {
    if (!this.outlet) return 'held';
    if (this.outlet.behind() > farthestBehind) return 'slow';
    this.outlet.write(frame);
    return 'sent';
  }

  /** Says `last` and ends. A reader that does not read would never see the end. */
  end(last?: Uint8Array): void {
    if (!this.outlet) return;
    if (this.outlet.behind() > 0) this.outlet.cut();
    else {
      if (last) this.outlet.write(last);
      this.outlet.end();
    }
  }

  cut(): void {
    this.outlet?.cut();
  }
}

/** What everybody in a company may list. */
const open = new Set(['fields', 'members']);

/** The right one needs to hear of a notice: reading its object, or the event log for what is no record. */
export function permissionFor(app: App, { object, name }: Told): string | null {
  if (app.registry.objects.has(object)) return `${object}:read`;
  const own = object.slice(0, -1);
  return open.has(object) && name.startsWith(`${own}.`) ? null : 'events:read';
}

/** Whether a principal found again has what a stream was opened with. */
export const sameRights = (before: Principal, now: Principal | null): boolean =>
  now !== null &&
  now.company.id === before.company.id &&
  now.user.id === before.user.id &&
  now.role === before.role &&
  now.permissions.size === before.permissions.size &&
  [...before.permissions].every((permission) => now.permissions.has(permission)) &&
  JSON.stringify([now.reach, now.fields]) === JSON.stringify([before.reach, before.fields]);
