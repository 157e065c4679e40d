export type DealStatus = 'open' | 'won' | 'lost';

/** What a row says about the way of a deal, beside its fields. Times as ISO 8601 in UTC. */
export interface DealWay {
  readonly status: DealStatus | null;
  readonly won_at: string | null;
  readonly lost_at: string | null;
  readonly stage_changed_at: string | null;
}

/** Columns that tell it. */
export const dealSteps = ['status', 'won_at', 'lost_at', 'stage_changed_at'] as const;
export type DealStep = (typeof dealSteps)[number];
