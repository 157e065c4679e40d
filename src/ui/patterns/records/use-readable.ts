'use client';

import { uiObjectMap } from '@/registry.ui';
import { useCan } from '@/ui/data/session';

/** Those relations of an object (`account,owner`) whose records one may read; the server refuses to include others. */
export function useReadable(object: string, include: string): string {
  const can = useCan();
  const fields = uiObjectMap.get(object)?.fields;
  return include
    .split(',')
    .filter((name) => {
      const target = fields?.[`${name}_id`]?.target;
      return !target || can(`${target}:read`);
    })
    .join(',');
}
