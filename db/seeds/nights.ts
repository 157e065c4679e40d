import type { App, Ctx } from '@/core/run/context';
import type { Progress, RunningJob } from '@/core/run/jobs/job';
import { systemPrincipal } from '@/identity/member-principal';
import { snapshotJob } from '@/objects/deals/snapshots/take';
import type { Tx } from '@/platform/db/types';
import { newId } from '@/platform/ids';
import { day, hour, type Story } from './story';

/** Nights of the story that keep how the forecast stood. */
const nights = 90;

type Job = Parameters<typeof snapshotJob.run>[1];
type State = Job['state'];

/** Has the forecast kept every night, as the schedule does where a server runs: by the same job, at that night. */
export function nightsOf(app: App, story: Story, company_id: string): void {
  for (let ago = nights; ago > 0; ago--)
    story.add(story.until - ago * day + hour / 12, () => keepForecast(app, company_id));
}

async function keepForecast(app: App, company_id: string): Promise<void> {
  const principal = await systemPrincipal(app, company_id);
  if (!principal) throw new Error('The demo company is gone.');
  const scope = { company_id, user_id: null };
  const { signal } = new AbortController();
  const origin = { request_id: newId(), source: 'system', ip: null, user_agent: null } as const;
  const ctx: Ctx = { app, principal, scope, origin, signal, language: principal.company.language };
  let state: State = {};
  const job: RunningJob<Record<string, never>, State> = {
    ...{ id: newId(), input: {}, done: 0, attempt: 1 },
    get state() {
      return state;
    },
    async step(fn: (tx: Tx) => Promise<Progress<State>>) {
      const progress = await app.db.withCompany(scope, fn);
      state = progress.state ?? state;
    },
    finish: (fn) => app.db.withCompany(scope, async (tx) => void (await fn(tx))),
  };
  await snapshotJob.run(ctx, job, signal);
}
