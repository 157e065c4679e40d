'use client';

import { useCan } from '@/ui/data/session';
import { Connections } from './connections';
import { RegisteredApps } from './registered-apps';

/** Apps that act for people here: what one connected, and for administrators what can be connected. */
export function AppsSection() {
  const manage = useCan()('api_keys:manage');
  return (
    <>
      <Connections />
      {manage ? <RegisteredApps /> : null}
    </>
  );
}
