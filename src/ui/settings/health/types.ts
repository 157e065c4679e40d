export type HealthState = 'ok' | 'degraded' | 'down';

export interface HealthPart {
  readonly name: string;
  readonly state: HealthState;
  readonly problem: { readonly code: string; readonly message: string } | null;
  /** Named with their unit: `oldest_seconds`, `free_bytes`. */
  readonly figures: Readonly<Record<string, number | string | null>>;
}

export interface QueueFigures {
  readonly queue: string;
  readonly waiting: number;
  readonly running: number;
  readonly failed: number;
  readonly oldest_seconds: number | null;
  readonly done_last_hour: number;
}

export interface InstallationHealth {
  readonly state: HealthState;
  readonly parts: readonly HealthPart[];
  readonly queues: readonly QueueFigures[];
}

export interface CompanyHealth extends InstallationHealth {
  readonly schedules: readonly {
    readonly name: string;
    readonly next_at: string | null;
    readonly last_at: string | null;
  }[];
}
