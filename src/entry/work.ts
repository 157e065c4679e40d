import type { App } from '@/core/run/context';
import { startRelay } from '@/core/run/jobs/relay';
import { startScheduler } from '@/core/run/jobs/scheduler';
import { subscriberJob } from '@/core/run/jobs/subscriber-job';
import { startWorkers } from '@/core/run/jobs/worker';
import type { Module } from '@/core/run/module';
import { workPrincipal } from '@/identity/member-principal';

/** Every kind of job that the modules can do, those of their subscribers included. */
export const jobKindsOf = (modules: readonly Module[]) => [
  ...modules.flatMap((module) => module.jobs ?? []),
  ...modules.flatMap((module) => module.subscribers ?? []).map(subscriberJob),
];

/** How many queues have work that the modules can do. */
export const servedQueues = (modules: readonly Module[]): number =>
  new Set(jobKindsOf(modules).map(({ queue }) => queue)).size;

/** Starts what this process does beside answering, by its roles. Stop the parts in this order. */
export function startWork(
  app: App,
  modules: readonly Module[],
): { readonly name: string; stop(): Promise<void> }[] {
  const { roles } = app.env;
  const parts: { readonly name: string; stop(): Promise<void> }[] = [];
  if (roles.has('scheduler')) {
    const schedules = modules.flatMap((module) => module.schedules ?? []);
    const upkeep = modules.flatMap((module) => module.upkeep ?? []);
    parts.push({ name: 'scheduler', ...startScheduler(app, { schedules, upkeep }) });
  }
  if (roles.has('relay')) {
    const subscribers = modules.flatMap((module) => module.subscribers ?? []);
    parts.push({ name: 'relay', ...startRelay(app, { subscribers }) });
  }
  if (roles.has('worker')) {
    const kinds = jobKindsOf(modules);
    parts.push({ name: 'workers', ...startWorkers(app, { kinds, principalOf: workPrincipal }) });
  }
  return parts;
}
