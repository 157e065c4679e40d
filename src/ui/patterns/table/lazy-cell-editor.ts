'use client';

import dynamic from 'next/dynamic';

const load = () => import('./cell-editor');

/** Fetches the editors as soon as the table has the focus, so that the first key typed finds them there. */
export const preloadCellEditor = (): void => {
  load().catch(() => undefined);
};

/** The cell editor with all its controls, fetched when it is first needed. */
export const CellEditor = dynamic(() => load().then((module) => module.CellEditor), { ssr: false });
