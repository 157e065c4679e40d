'use client';

import dynamic from 'next/dynamic';

// Next sends what its error and not-found boundaries show along with every page, so they are only named there.
export const MissingPage = dynamic(() =>
  import('./missing-page').then((module) => module.MissingPage),
);
export const FailedPage = dynamic(() =>
  import('./failed-page').then((module) => module.FailedPage),
);
