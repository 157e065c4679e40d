'use client';

import dynamic from 'next/dynamic';

/** Who else is here: asked for once the record is on screen. */
export const RecordPresence = dynamic(
  () => import('./record-presence').then((module) => module.RecordPresence),
  { ssr: false },
);
