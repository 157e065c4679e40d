'use client';

import { Archive, Bell, BellOff, Check, CircleDot, TriangleAlert, Upload } from 'lucide-react';
import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { uiObjectMap } from '@/registry.ui';
import { Avatar } from '@/ui/primitives/avatar';
import { Badge } from '@/ui/primitives/badge';
import { Button } from '@/ui/primitives/button';
import { cn } from '@/ui/primitives/cn';
import { RelativeTime } from '@/ui/primitives/time';
import { Tooltip } from '@/ui/primitives/tooltip';
import { Link } from '@/ui/shell/navigation';
import { useLabel } from '@/ui/shell/use-label';
import { useSentence } from './sentence';
import type { Notification, NotificationGroup } from './types';
import type { useNotificationSteps } from './use-notifications';

/** Everything that is told of one record: its newest sentence, the earlier ones on demand, and what can be done with it. */
export function GroupRow({
  group,
  steps,
}: {
  group: NotificationGroup;
  steps: ReturnType<typeof useNotificationSteps>;
}) {
  const t = useTranslations('notifications');
  const sentence = useSentence();
  const title = useGroupTitle(group);
  const href = hrefOf(group);
  const [newest, ...earlier] = group.notifications;
  if (!newest) return null;
  const titleClass = cn('truncate', group.unread > 0 ? 'font-semibold' : 'font-medium');
  return (
    <li
      data-group={group.id}
      className="group flex gap-3 px-4 py-3 focus-within:bg-hover hover:bg-hover max-md:px-3"
    >
      <Face one={newest} />
      <div className="min-w-0 flex-1">
        <p className="flex min-w-0 items-center gap-2">
          {href ? (
            <Link
              href={href}
              data-group-focus
              onClick={() => group.unread > 0 && steps.read(group, true)}
              className={cn(titleClass, 'underline-offset-4 hover:underline')}
            >
              {title}
            </Link>
          ) : (
            // biome-ignore lint/a11y/noNoninteractiveTabindex: the keys of the list move over every entry
            <span data-group-focus tabIndex={0} className={titleClass}>
              {title}
            </span>
          )}
          {group.record?.deleted ? <Badge>{t('in_bin')}</Badge> : null}
          {group.muted ? (
            <BellOff
              aria-label={t('is_muted')}
              className="size-3.5 shrink-0 text-faint-foreground"
            />
          ) : null}
          {group.unread > 0 ? (
            <Badge color="blue" aria-label={t('unread_count', { count: group.unread })}>
              {group.unread}
            </Badge>
          ) : null}
        </p>
        <Line text={sentence(group, newest)} one={newest} />
        {earlier.length > 0 ? (
          <details>
            <summary className="mt-0.5 rounded-sm text-primary-text text-xs max-md:py-2">
              {t('earlier', { count: group.total - 1 })}
            </summary>
            {earlier.map((one) => (
              <Line key={one.id} text={sentence(group, one)} one={one} />
            ))}
          </details>
        ) : null}
      </div>
      <div className="flex shrink-0 items-start gap-0.5">
        <Step
          label={t(group.unread > 0 ? 'mark_read' : 'mark_unread')}
          shortcut="r"
          icon={group.unread > 0 ? <Check aria-hidden /> : <CircleDot aria-hidden />}
          run={() => steps.read(group, group.unread > 0)}
        />
        {group.record && uiObjectMap.has(group.object) && !group.record.deleted ? (
          <Step
            label={t(group.muted ? 'unmute' : 'mute')}
            shortcut="m"
            icon={group.muted ? <Bell aria-hidden /> : <BellOff aria-hidden />}
            run={() => steps.mute(group)}
          />
        ) : null}
        <Step
          label={t('archive')}
          shortcut="e"
          icon={<Archive aria-hidden />}
          run={() => steps.archive(group)}
        />
      </div>
    </li>
  );
}

function Line({ text, one }: { text: string; one: Notification }) {
  return (
    <p className="break-words text-muted-foreground text-sm">
      {text} <RelativeTime value={one.created_at} className="text-faint-foreground text-xs" />
    </p>
  );
}

function Step({
  label,
  shortcut,
  icon,
  run,
}: {
  label: string;
  shortcut: string;
  icon: ReactNode;
  run: () => void;
}) {
  return (
    <Tooltip content={label} shortcut={shortcut}>
      <Button variant="ghost" size="icon-sm" aria-label={label} onClick={run}>
        {icon}
      </Button>
    </Tooltip>
  );
}

/** Who did it, or a sign of what happened by itself. */
function Face({ one }: { one: Notification }) {
  if (one.actor)
    return <Avatar size="md" name={one.actor.name} id={one.actor.id} src={one.actor.avatar_url} />;
  const failed = /failed|disabled/.test(one.kind);
  return (
    <span
      aria-hidden
      className={cn(
        'flex size-8 shrink-0 items-center justify-center rounded-full border [&_svg]:size-4',
        failed ? 'text-danger' : 'text-faint-foreground',
      )}
    >
      {failed ? <TriangleAlert /> : one.kind === 'import_completed' ? <Upload /> : <Bell />}
    </span>
  );
}

function useGroupTitle({ object, record }: NotificationGroup): string {
  const t = useTranslations('notifications');
  const label = useLabel();
  const definition = uiObjectMap.get(object);
  if (record?.title) return record.title;
  if (definition) return label(record ? definition.label : definition.label_plural);
  if (object === 'imports') return t('an_import');
  return t(object === 'webhooks' ? 'a_webhook' : 'a_job');
}

function hrefOf({ object, record }: NotificationGroup): string | null {
  if (object === 'imports') return record ? `/import/${record.id}` : '/import';
  if (!uiObjectMap.has(object)) return null;
  if (!record) return `/${object}`;
  return record.deleted ? `/bin/${object}` : `/${object}/${record.id}`;
}
