'use client';

import dynamic from 'next/dynamic';
import { useConflict } from '../records/conflicts';

// Fetched when it is first needed; the list itself stays light.
const Conflict = dynamic(() => import('./conflict').then((module) => module.Conflict), {
  ssr: false,
});

/** Asks which value counts when somebody else changed the same field meanwhile. */
export function ConflictDialog() {
  const waiting = useConflict();
  return waiting ? (
    <Conflict key={`${waiting.conflict.id}${waiting.conflict.current.version}`} {...waiting} />
  ) : null;
}
