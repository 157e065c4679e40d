import type { HealthReport, HealthState } from './context';

export type { HealthPart, HealthReport, HealthState } from './context';

/** A report from figures and what is wrong with them; the first problem that holds counts. */
export function report(
  figures: HealthReport['figures'],
  problems: readonly {
    readonly when: boolean;
    readonly code: string;
    readonly message: string;
    readonly state?: HealthState;
  }[] = [],
): HealthReport {
  const found = problems.find(({ when }) => when);
  if (!found) return { state: 'ok', problem: null, figures };
  const { code, message, state = 'degraded' } = found;
  return { state, problem: { code, message }, figures };
}
