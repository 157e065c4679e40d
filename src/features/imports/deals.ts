import { dayIn } from '@/core/run/engine/time-zone';
import type { DealStatus } from './deal-way';
import type { Draft, Mention } from './draft';
import type { Vendor } from './vendors';

interface KnownStage {
  readonly name: string;
  readonly status: DealStatus;
}

/** HubSpot writes the stages it brings along by label or by internal name. */
const hubspotStages: ReadonlyMap<string, KnownStage> = new Map(
  (
    [
      ['appointmentscheduled', 'Appointment Scheduled', 'open'],
      ['qualifiedtobuy', 'Qualified To Buy', 'open'],
      ['presentationscheduled', 'Presentation Scheduled', 'open'],
      ['decisionmakerboughtin', 'Decision Maker Bought-In', 'open'],
      ['contractsent', 'Contract Sent', 'open'],
      ['closedwon', 'Closed Won', 'won'],
      ['closedlost', 'Closed Lost', 'lost'],
    ] as const
  ).map(([key, name, status]) => [key, { name, status }]),
);

/** The stage a cell means: `closedwon` is Closed Won. A bare number is the id of a stage HubSpot does not name. */
export function stageOfCell(
  vendor: Vendor,
  cell: string,
): { name: string; status: DealStatus | null; nameless: boolean } {
  const key = cell.toLowerCase().replace(/[\s_-]/g, '');
  const known = hubspotStages.get(key);
  if (known && (vendor === 'hubspot' || known.status !== 'open'))
    return {
      name: vendor === 'hubspot' ? known.name : cell,
      status: known.status,
      nameless: false,
    };
  return {
    name: cell,
    status: null,
    nameless: vendor === 'hubspot' && /^\d+$/.test(cell),
  };
}

/**
 * How a deal of HubSpot stands that is in a stage of the company's own: only its stages for won deals are at 100 %, only
 * those for lost ones at 0 %. `probability` in percent. A stage of that name in the pipeline knows better.
 */
export function guessOf(probability: unknown): DealStatus {
  if (probability === 100) return 'won';
  return probability === 0 ? 'lost' : 'open';
}

/** The pipeline a cell means: `default` is the internal name of HubSpot's Sales Pipeline. */
export const pipelineOfCell = (vendor: Vendor, cell: string): string =>
  vendor === 'hubspot' && cell.toLowerCase() === 'default' ? 'Sales Pipeline' : cell;

/** Open, won or lost in the words of files; null for any other word. */
export function statusOfCell(cell: string): DealStatus | null {
  const word = cell.toLowerCase();
  if (/^(?:open|açık|offen)$/.test(word)) return 'open';
  if (/^(?:(?:closed )?won|kazanıldı|gewonnen)$/.test(word)) return 'won';
  return /^(?:(?:closed )?lost|kaybedildi|verloren)$/.test(word) ? 'lost' : null;
}

/** People of a deal: ids separated by `;`, or one name. */
export function peopleOfCell(by: 'name' | 'source_ids', column: string, cell: string): Mention[] {
  if (by === 'name') return [{ name: cell, source_id: null, column }];
  return cell
    .split(/[;,]/)
    .map((id) => id.trim())
    .filter((id) => id !== '')
    .map((source_id) => ({ name: null, source_id, column }));
}

/** The day a deal of a file was won or lost: by its time; by the close date when it `turns` won or lost by this row. */
export function closingOf(
  { way, values }: Draft,
  { status, turns }: { status: DealStatus; turns: boolean },
  zone: string,
): { closed_on?: unknown } {
  const at = status === 'won' ? way?.won_at : status === 'lost' ? way?.lost_at : null;
  const closed_on = at ? dayIn(zone, new Date(at)) : turns ? values.close_on : null;
  return status !== 'open' && closed_on ? { closed_on } : {};
}

/** What a row says of the deal's way that nobody can write: since when it is in its stage. Null for other rows. */
export function pastOf(
  draft: Draft | undefined,
  earlier: (time: string | null) => string | null,
): Record<string, unknown> | null {
  if (!draft) return null;
  const { way } = draft;
  const since = earlier(way?.stage_changed_at ?? way?.won_at ?? way?.lost_at ?? null);
  return since === null ? {} : { stage_since: since };
}
