import type { App, Ctx } from '@/core/run/context';
import { revokedChannel } from '@/core/run/revoked';
import type { Revoked } from '@/identity/session/principals';
import type { Bus, Message } from '@/platform/bus/bus';
import { presenceFrame } from './frames';
import { streamsOf } from './streams';

/** Said anew every 20 s by who stays; who is silent for so many ms has gone. */
const staysFor = 45_000;
/** Tabs of one person; who opens more leaves the oldest. */
const mostTabs = 20;
/** People named of one record. */
const mostNamed = 50;

export interface Viewer {
  readonly id: string;
  readonly name: string;
}

/** A tab, and the record it shows; null: none any more. */
interface Said {
  readonly company_id: string;
  readonly user_id: string;
  readonly name: string;
  readonly session_id: string | null;
  readonly client: string;
  readonly object: string | null;
  readonly id: string | null;
}

interface Tab extends Said {
  readonly object: string;
  readonly id: string;
  readonly until: number;
}

const channel = 'presence';
const placeOf = ({ company_id, object, id }: Said): string => `${company_id} ${object} ${id}`;

/** Who looks at which record. Kept in memory by every process, which all hear the same; nothing is stored. */
export class Presence {
  private readonly tabs = new Map<string, Map<string, Tab>>();
  private readonly places = new Map<string, Set<Tab>>();
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly bus: Bus) {
    bus.subscribe(channel, (message) => this.hear(message as unknown as Said));
    bus.subscribe(revokedChannel, (message) => this.revoke(message as Revoked));
  }

  /** Tabs that show a record. */
  get size(): number {
    let size = 0;
    for (const tabs of this.tabs.values()) size += tabs.size;
    return size;
  }

  /** Says what a tab of the caller shows. Answers who is there, the caller included. */
  async say(
    ctx: Ctx,
    client: string,
    record: { object: string; id: string } | null,
  ): Promise<Viewer[]> {
    const { user, company, session_id } = ctx.principal;
    const said: Said = {
      company_id: company.id,
      user_id: user.id,
      name: user.name,
      session_id,
      client,
      object: record?.object ?? null,
      id: record?.id ?? null,
    };
    this.bus.publish(channel, { ...said } satisfies Message);
    await new Promise(setImmediate); // this process hears it as the others do
    return record ? this.viewers(placeOf(said)) : [];
  }

  /** Whether the tab was known to show the record already. */
  isThere(ctx: Ctx, client: string, object: string, id: string): boolean {
    const { company_id, user_id } = ctx.scope;
    const tab = this.tabs.get(`${company_id} ${user_id}`)?.get(client);
    return tab?.object === object && tab.id === id;
  }

  private hear(said: Said): void {
    const who = `${said.company_id} ${said.user_id}`;
    const own = this.tabs.get(who) ?? new Map<string, Tab>();
    const before = own.get(said.client);
    const { object, id } = said;
    this.changing([before, said], () => {
      if (before) this.remove(before);
      if (object === null || id === null) return;
      const [oldest] = own.values();
      if (oldest && own.size >= mostTabs) this.remove(oldest);
      this.add({ ...said, object, id, until: performance.now() + staysFor }, who, own);
    });
  }

  /** Tells those who are left of every place where other people are than before `change`. */
  private changing(about: readonly (Said | undefined)[], change: () => void): void {
    const places = new Map(
      about.flatMap((said) => (said?.object ? [[placeOf(said), said] as const] : [])),
    );
    const before = new Map([...places.keys()].map((place) => [place, this.viewers(place)]));
    change();
    for (const [place, { company_id, object, id }] of places) {
      const users = this.viewers(place);
      if (JSON.stringify(users) === JSON.stringify(before.get(place))) continue;
      const there = new Set([...(this.places.get(place) ?? [])].map(({ user_id }) => user_id));
      const frame = presenceFrame({ object, id, users });
      streamsOf({ bus: this.bus }).toUsers(company_id, there, `${object}:read`, frame);
    }
  }

  private add(tab: Tab, who: string, own: Map<string, Tab>): void {
    this.tabs.set(who, own.set(tab.client, tab));
    const place = placeOf(tab);
    const there = this.places.get(place) ?? new Set();
    this.places.set(place, there.add(tab));
    this.timer ??= setInterval(() => this.sweep(), 5000).unref();
  }

  private remove(tab: Tab): void {
    const who = `${tab.company_id} ${tab.user_id}`;
    const own = this.tabs.get(who);
    own?.delete(tab.client);
    if (own?.size === 0) this.tabs.delete(who);
    const place = placeOf(tab);
    const there = this.places.get(place);
    there?.delete(tab);
    if (there?.size === 0) this.places.delete(place);
    if (this.tabs.size > 0) return;
    clearInterval(this.timer);
    this.timer = undefined;
  }

  private sweep(): void {
    const now = performance.now();
    this.removeAll(({ until }) => until < now);
  }

  /** Whoever signed out or lost their place is gone at once. */
  private revoke({ session_id, user_id, company_id }: Revoked): void {
    if (session_id === undefined && user_id === undefined) return;
    this.removeAll(
      (tab) =>
        (session_id === undefined || tab.session_id === session_id) &&
        (user_id === undefined || tab.user_id === user_id) &&
        (company_id === undefined || tab.company_id === company_id),
    );
  }

  private removeAll(meant: (tab: Tab) => boolean): void {
    const gone = [...this.tabs.values()].flatMap((own) => [...own.values()].filter(meant));
    this.changing(gone, () => {
      for (const tab of gone) this.remove(tab);
    });
  }

  /** Each person once, always in the same order. */
  private viewers(place: string): Viewer[] {
    const people = new Map<string, Viewer>();
    for (const { user_id: id, name } of this.places.get(place) ?? []) {
      if (people.size >= mostNamed) break;
      if (!people.has(id)) people.set(id, { id, name });
    }
    return [...people.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
  }
}

const known = new WeakMap<Bus, Presence>();

/** The presence that this process knows of; it hears from when it is first asked for. */
export function presenceOf({ bus }: Pick<App, 'bus'>): Presence {
  let presence = known.get(bus);
  if (!presence) {
    presence = new Presence(bus);
    known.set(bus, presence);
  }
  return presence;
}
