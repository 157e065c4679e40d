import type { App } from '../context';
import { dayIn, instantIn } from '../engine/time-zone';
import type { AnyJobKind } from './job';

/** When something happens again; hours and days by the clocks of the company. */
export type Cadence =
  | { readonly every: 'minutes'; readonly minutes: number }
  | { readonly every: 'day' /** `HH:MM` */; readonly at: string }
  | {
      readonly every: 'week';
      /** 1 = Monday to 7. */
      readonly weekday: number;
      readonly at: string;
    };

/** A job that every company gets again and again. */
export interface Schedule {
  /** Unique: `audit.seal`. */
  readonly name: string;
  readonly cadence: Cadence;
  readonly job: AnyJobKind;
  readonly input: unknown;
}

/** Work of the installation that belongs to no company. Several processes may do it at once: it must not matter. */
export interface Upkeep {
  readonly name: string;
  readonly every_minutes: number;
  readonly run: (app: App) => Promise<void>;
}

const day = 86_400_000;

/** The first time after `from`. */
export function nextTime(cadence: Cadence, zone: string, from: Date): Date {
  if (cadence.every === 'minutes') {
    const length = cadence.minutes * 60_000;
    return new Date((Math.floor(from.getTime() / length) + 1) * length);
  }
  for (let ahead = 0; ahead <= 8; ahead++) {
    const date = dayIn(zone, new Date(from.getTime() + ahead * day));
    const weekday = new Date(`${date}T00:00:00Z`).getUTCDay() || 7;
    if (cadence.every === 'week' && weekday !== cadence.weekday) continue;
    const at = instantIn(zone, date, cadence.at);
    if (at > from) return at;
  }
  throw new Error('a week without the day asked for');
}
