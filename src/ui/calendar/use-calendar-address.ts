'use client';

import { useSearchParams } from 'next/navigation';
import { useCallback } from 'react';
import { useSession } from '@/ui/data/session';
import type { Day } from '@/ui/patterns/values/calendar';
import { dateFormat } from '@/ui/primitives/intl';
import { navigate } from '@/ui/shell/navigation';
import { type View, views } from './days';

/** What the address of the calendar says. */
export interface CalendarAddress {
  readonly view: View;
  readonly day: Day;
  /** Whose entries: oneself unless given. */
  readonly members: readonly string[];
  /** A second time zone. */
  readonly zone2: string | null;
  /** The record in the side panel. */
  readonly open: { readonly object: string; readonly id: string } | null;
  /** The entry that is being made. */
  readonly created: NewEntry | null;
}

/** When a new entry begins and how long it takes. */
export interface NewEntry {
  readonly start: string;
  readonly minutes: number | null;
  readonly all_day: boolean;
}

const path = '/calendar';
/** Members of one look, as the API takes them. */
export const mostMembers = 20;

/** View, day, people, zones and the open record live in the address, so that Back and links work. */
export function useCalendarAddress(fallback: {
  readonly view: View;
  readonly day: Day;
  readonly object: string;
}): [CalendarAddress, (change: Partial<CalendarAddress>, replace?: boolean) => void] {
  const params = useSearchParams();
  const { user } = useSession();
  const view = views.find((one) => one === params.get('view')) ?? fallback.view;
  const day = params.get('day') ?? '';
  const asked = (params.get('members') ?? '')
    .split(',')
    .filter((id) => /^[0-9a-f-]{36}$/.test(id))
    .slice(0, mostMembers);
  const zone2 = params.get('zone');
  const [object, id] = (params.get('open') ?? '').split(':');
  const open = !object ? null : id ? { object, id } : { object: fallback.object, id: object };
  const change = useCallback(
    (next: Partial<CalendarAddress>, replace = false) => {
      const search = new URLSearchParams(window.location.search);
      const set = (name: string, value: string | null) =>
        value ? search.set(name, value) : search.delete(name);
      if (next.view) set('view', next.view);
      if (next.day) set('day', next.day);
      if (next.members)
        set('members', next.members.join() === user.id ? null : next.members.join());
      if (next.zone2 !== undefined) set('zone', next.zone2);
      if (next.created !== undefined) {
        const { start = null, minutes = null, all_day = false } = next.created ?? {};
        set('new', start);
        set('minutes', minutes === null ? null : String(minutes));
        set('all_day', all_day ? 'true' : null);
      }
      if (next.open !== undefined)
        set('open', next.open ? `${next.open.object}:${next.open.id}` : null);
      navigate(search.size > 0 ? `${path}?${search}` : path, { replace });
    },
    [user.id],
  );
  return [
    {
      view,
      day: isDay(day) ? day : fallback.day,
      members: asked.length > 0 ? asked : [user.id],
      zone2: zone2 && isZone(zone2) ? zone2 : null,
      open,
      created: newEntryOf(params),
    },
    change,
  ];
}

/** The entry that is being made. */
function newEntryOf(params: URLSearchParams): NewEntry | null {
  const start = params.get('new') ?? '';
  if (!/^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(start) || Number.isNaN(Date.parse(start))) return null;
  const minutes = Number(params.get('minutes') ?? Number.NaN);
  return {
    start,
    minutes: Number.isInteger(minutes) && minutes > 0 ? minutes : null,
    all_day: params.get('all_day') === 'true',
  };
}

const isDay = (text: string): boolean =>
  /^[1-9]\d{3}-\d{2}-\d{2}$/.test(text) &&
  !Number.isNaN(Date.parse(text)) &&
  text > '1900' &&
  text < '9990';

function isZone(name: string): boolean {
  try {
    return Boolean(dateFormat('en', { timeZone: name }));
  } catch {
    // Written by hand, or unknown to this browser.
    return false;
  }
}
