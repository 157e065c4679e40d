import type { QueryClient } from '@tanstack/react-query';
import { timelineKinds } from '@/registry.ui';

/**
 * Reads again what a change of an object's records shows in: everything of the object and, for what stands in timelines,
 * the timelines and records on screen (their last touch).
 */
export function refresh(client: QueryClient, object: string): Promise<void> {
  return client.invalidateQueries({
    predicate: ({ queryKey: [first, of, what] }) =>
      first === 'records' &&
      (of === object || (timelineKinds.has(object) && (what === 'timeline' || what === 'one'))),
  });
}
