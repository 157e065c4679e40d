'use client';

import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { useSession } from '../session';

const again = 15_000;

/** Lets what is on screen follow other people's changes. Its code comes after everything that is seen first. */
export function useLive(): void {
  const client = useQueryClient();
  const { company, user } = useSession();
  useEffect(() => {
    let stop = () => {};
    let left = false;
    let retry: ReturnType<typeof setTimeout> | undefined;
    const start = (): void => {
      import('./live').then(
        ({ startLive }) => {
          if (!left) stop = startLive(client, company.id, user.id);
        },
        () => {
          if (!left) retry = setTimeout(start, again); // the network is away; the page works as it is
        },
      );
    };
    start();
    return () => {
      left = true;
      clearTimeout(retry);
      stop();
    };
  }, [client, company.id, user.id]);
}
