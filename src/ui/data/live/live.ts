import type { QueryClient } from '@tanstack/react-query';
import type { Answer } from '../api';
import { keys } from '../keys';
import { ownRequests } from '../own-requests';
import type { Session } from '../types';
import { openChannel } from './channel';
import { Follower } from './follow';
import { presence } from './presence';

/** Follows what others do, for a person in a company. Returns what ends it. */
export function startLive(client: QueryClient, company_id: string, user_id: string): () => void {
  const follower = new Follower(client);
  const close = openChannel(`ambit:live:${company_id}:${user_id}`, ownRequests.first, (event) => {
    if (event.kind === 'notice') follower.hear(event.notice);
    else if (event.kind === 'resync') {
      follower.resync();
      void client.invalidateQueries({ queryKey: keys.unread });
    } else if (event.kind === 'presence') presence.hear(event.news);
    else if (event.kind === 'notification') {
      client.setQueryData(keys.unread, { data: { unread: event.unread }, request_id: '' });
      void client.invalidateQueries({ queryKey: keys.allNotifications });
    }
    // A stream ends when rights change or a session does: the session says which.
    else {
      const before = rightsIn(client);
      void client.invalidateQueries({ queryKey: keys.session }).then(() => {
        if (rightsIn(client) !== before) follower.forget();
      });
    }
  });
  return () => {
    close();
    follower.close();
  };
}

function rightsIn(client: QueryClient): string {
  const { data } = client.getQueryData<Answer<Session>>(keys.session) ?? {};
  return JSON.stringify([data?.permissions, data?.reach, data?.fields]);
}
