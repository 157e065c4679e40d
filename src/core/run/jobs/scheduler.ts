import type { App } from '../context';
import { enqueueAll, systemActor } from './job';
import { nextTime, type Schedule, type Upkeep } from './schedule';

export interface SchedulerOptions {
  readonly schedules: readonly Schedule[];
  readonly upkeep: readonly Upkeep[];
  /** How often to look at the clock, ms. */
  readonly look_ms?: number;
}

export interface Scheduler {
  stop(): Promise<void>;
}

/**
 * Adds the jobs of the schedules when their time comes, once however many processes do this: the row of the schedule moves on
 * in the transaction that adds the job. After an outage what was missed is done once, not once per miss.
 */
export function startScheduler(app: App, options: SchedulerOptions): Scheduler {
  const { schedules, upkeep, look_ms = 5000 } = options;
  const done = new Map<string, number>();
  let working: Promise<void> = Promise.resolve();
  let busy = false;
  const look = async (): Promise<void> => {
    await tick(app, schedules);
    for (const { name, every_minutes, run } of upkeep) {
      const now = performance.now();
      if (now - (done.get(name) ?? Number.NEGATIVE_INFINITY) < every_minutes * 60_000) continue;
      done.set(name, now);
      await run(app);
    }
  };
  const begin = (): void => {
    if (busy) return;
    busy = true;
    working = look()
      .catch((err: unknown) => app.log.warn({ err }, 'the schedules were not looked at'))
      .finally(() => {
        busy = false;
      });
  };
  begin();
  const timer = setInterval(begin, look_ms);
  return {
    async stop() {
      clearInterval(timer);
      await working;
    },
  };
}

/** One look at the clock: rows for new companies and schedules, then a job for each that is due. */
export async function tick(app: App, schedules: readonly Schedule[]): Promise<void> {
  const names = schedules.map(({ name }) => name);
  const byName = new Map(schedules.map((schedule) => [schedule.name, schedule]));
  const { rows } = await app.db.asRelay(async (tx) => {
    await tx.run({
      name: 'schedules_fill',
      text:
        `insert into schedules (company_id, name, next_at) select c.id, n, '-infinity' from companies c cross join unnest($1::text[]) n ` +
        `where not exists (select from schedules s where s.company_id = c.id and s.name = n) on conflict do nothing`,
      values: [names],
    });
    return tx.run<{ company_id: string; name: string }>({
      name: 'schedules_due',
      text: 'select company_id, name from schedules where next_at <= now() and name = any($1::text[]) order by next_at limit 500',
      values: [names],
    });
  });
  for (const { company_id, name } of rows) {
    const schedule = byName.get(name);
    if (schedule) await addDue(app, company_id, schedule);
  }
}

async function addDue(app: App, company_id: string, schedule: Schedule): Promise<void> {
  await app.db.withCompany({ company_id, user_id: null }, async (tx) => {
    const { rows } = await tx.run<{ due: string | null; time_zone: string }>({
      name: 'schedule_take',
      text:
        `select case when s.next_at > '-infinity' then s.next_at end as due, c.time_zone from schedules s join companies c on c.id = s.company_id ` +
        `where s.company_id = $1 and s.name = $2 and s.next_at <= now() for update of s skip locked`,
      values: [company_id, schedule.name],
    });
    const row = rows[0];
    if (!row) return;
    const now = app.clock.now();
    if (row.due !== null)
      await enqueueAll(tx, systemActor(app, company_id, schedule.name), schedule.job, [
        { key: `${schedule.name}:${new Date(row.due).toISOString()}`, input: schedule.input },
      ]);
    await tx.run({
      name: 'schedule_move',
      text: 'update schedules set next_at = $3, last_at = $4 where company_id = $1 and name = $2',
      values: [
        company_id,
        schedule.name,
        nextTime(schedule.cadence, row.time_zone, now).toISOString(),
        row.due,
      ],
    });
  });
}
