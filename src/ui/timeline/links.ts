import type { ObjectDefinition } from '@/core/shape/object';
import { timelineKinds, uiObjectMap } from '@/registry.ui';

/** The reference by which records of one object belong to those of another; null when there is none. */
export function linkTo(object: string, target: string): string | null {
  const fields = Object.entries(uiObjectMap.get(object)?.fields ?? {});
  const found = fields.find(([, field]) => field.target === target && !field.hidden);
  return found?.[0] ?? null;
}

/** Objects whose records stand in the timelines of another one. */
export const standingWith = (target: string): ObjectDefinition[] =>
  [...timelineKinds.keys()].flatMap((name) =>
    linkTo(name, target) === null ? [] : (uiObjectMap.get(name) ?? []),
  );
