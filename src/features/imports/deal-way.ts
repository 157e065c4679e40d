export type DealStatus = 'open' | 'won' | 'lost';

/** What a row says about the way of a deal, beside its fields. Times as ISO 8601 in UTC. */
export interface DealWay {
  readonly status: DealStatus | null;
  /** What it most likely is when its stage is not one of the pipeline's: of HubSpot, whose rows do not say it. */
  readonly guess: DealStatus | null;
  readonly won_at: string | null;
  readonly lost_at: string | null;
  readonly stage_changed_at: string | null;
}

/** Columns that tell it. */
export const dealSteps = [
  ...(['status', 'won_at', 'lost_at', 'stage_changed_at'] as const),
  ...(['is_closed', 'is_won', 'is_lost'] as const),
] as const;
export type DealStep = (typeof dealSteps)[number];

/** Yes or no, as far as a row says it. */
export type DealFlags = Partial<Record<'is_closed' | 'is_won' | 'is_lost', boolean>>;

/** How a deal stands by its flags; null when they do not say. */
export function statusOfFlags({ is_closed, is_won, is_lost }: DealFlags): DealStatus | null {
  if (is_won) return 'won';
  if (is_lost || (is_closed && is_won === false)) return 'lost';
  return is_closed === false ? 'open' : null;
}
