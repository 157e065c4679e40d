'use client';

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Bell, BellRing } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { type Answer, api } from '@/ui/data/api';
import { keys } from '@/ui/data/keys';
import { useSession } from '@/ui/data/session';
import { useFailureToast } from '@/ui/data/use-records';
import { Avatar } from '@/ui/primitives/avatar';
import { Button } from '@/ui/primitives/button';
import { Tooltip } from '@/ui/primitives/tooltip';

interface FollowState {
  following: boolean;
  muted: boolean;
  followers: { id: string; name: string; avatar_url: string | null }[];
}

const mostFaces = 3;

/** Whether I am told of changes of a record, and who else is. */
export function FollowButton({ object, id }: { object: string; id: string }) {
  const t = useTranslations('notifications');
  const client = useQueryClient();
  const report = useFailureToast();
  const { user } = useSession();
  const queryKey = keys.follow(object, id);
  const path = `/${object}/${id}/follow`;
  const { data } = useQuery({
    queryKey,
    queryFn: ({ signal }) => api<FollowState>('GET', path, undefined, { signal }),
  });
  const { mutate } = useMutation({
    mutationFn: (following: boolean) => api<FollowState>(following ? 'PUT' : 'DELETE', path),
    onMutate: async (following) => {
      await client.cancelQueries({ queryKey });
      const before = client.getQueryData<Answer<FollowState>>(queryKey);
      client.setQueryData<Answer<FollowState>>(queryKey, (known) =>
        known
          ? {
              ...known,
              data: {
                ...known.data,
                following,
                followers: withMe(known.data.followers, following),
              },
            }
          : known,
      );
      return before;
    },
    onError: (error, _following, before) => {
      client.setQueryData(queryKey, before);
      report(error);
    },
    onSuccess: (answer) => client.setQueryData(queryKey, answer),
  });
  const withMe = (followers: FollowState['followers'], following: boolean) => [
    ...followers.filter((one) => one.id !== user.id),
    ...(following ? [{ id: user.id, name: user.name, avatar_url: user.avatar_url }] : []),
  ];
  if (!data) return null;
  const { following, followers } = data.data;
  const names = followers.map(({ name }) => name).join(', ');
  return (
    <>
      {followers.length > 0 ? (
        <Tooltip content={t('followed_by', { names })}>
          <button
            type="button"
            aria-label={t('followed_by', { names })}
            className="flex items-center max-md:hidden"
          >
            {followers.slice(0, mostFaces).map((one) => (
              <Avatar
                key={one.id}
                size="xs"
                name={one.name}
                id={one.id}
                src={one.avatar_url}
                className="-ml-1 border border-background first:ml-0"
              />
            ))}
            {followers.length > mostFaces ? (
              <span className="ml-1 text-faint-foreground text-xs tabular-nums">
                +{followers.length - mostFaces}
              </span>
            ) : null}
          </button>
        </Tooltip>
      ) : null}
      <Button size="sm" variant="ghost" aria-pressed={following} onClick={() => mutate(!following)}>
        {following ? <BellRing aria-hidden /> : <Bell aria-hidden />}
        {t(following ? 'following' : 'follow')}
      </Button>
    </>
  );
}
