'use client';

import { useQuery } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { api } from '@/ui/data/api';
import { keys } from '@/ui/data/keys';
import { useSetting } from '@/ui/data/use-setting';
import type { Kind } from '@/ui/notifications/types';
import { Rows } from '@/ui/patterns/settings-list';
import { ErrorState } from '@/ui/primitives/error-state';
import { FormField } from '@/ui/primitives/field';
import { Input } from '@/ui/primitives/input';
import { Select } from '@/ui/primitives/select';
import { Loading, Skeleton } from '@/ui/primitives/skeleton';
import { Switch } from '@/ui/primitives/switch';
import { Link } from '@/ui/shell/navigation';
import { Row, Section } from './section';

const mailModes = ['off', 'at_once', 'digest'] as const;
type MailMode = (typeof mailModes)[number];

interface Preferences {
  kinds: { kind: Kind; in_app: boolean; mail: MailMode }[];
  quiet_hours: { from: string; to: string } | null;
  digest_hour: number;
  follow_created: boolean;
  time_zone: string;
  email_verified: boolean;
}

/** What one is told of, where, and when mails may come. */
export function NotificationsSection() {
  const t = useTranslations('notification_settings');
  const { data, error, refetch } = useQuery({
    queryKey: keys.notificationPreferences,
    queryFn: ({ signal }) =>
      api<Preferences>('GET', '/notifications/preferences', undefined, { signal }),
  });
  const setting = useSetting([keys.notificationPreferences]);
  const change = (body: unknown) =>
    setting.mutate({
      method: 'PATCH',
      path: '/notifications/preferences',
      body,
      message: t('saved'),
    });
  if (error) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (!data)
    return (
      <Loading label={t('title')} className="flex flex-col gap-4">
        {[1, 2, 3, 4].map((at) => (
          <Skeleton key={at} className="h-10" />
        ))}
      </Loading>
    );
  const chosen = data.data;
  return (
    <>
      <Section title={t('title')} description={t('text')}>
        {chosen.email_verified ? null : (
          <p className="mb-3 text-sm">
            {t('unverified')}{' '}
            <Link href="/settings/profile" className="text-primary-text underline">
              {t('to_profile')}
            </Link>
          </p>
        )}
        <Rows>
          {chosen.kinds.map(({ kind, in_app, mail }) => (
            <Row
              key={kind}
              title={t(`kind.${kind}`)}
              detail={t(`kind_text.${kind}`)}
              actions={
                <>
                  <span className="flex items-center gap-2 text-muted-foreground text-sm">
                    {t('in_app')}
                    <Switch
                      aria-label={t('in_app_of', { kind: t(`kind.${kind}`) })}
                      checked={in_app}
                      onCheckedChange={(on) => change({ kinds: { [kind]: { in_app: on } } })}
                    />
                  </span>
                  <Select<MailMode>
                    aria-label={t('mail_of', { kind: t(`kind.${kind}`) })}
                    className="w-40"
                    value={mail}
                    options={mailModes.map((value) => ({ value, label: t(`mail.${value}`) }))}
                    onValueChange={(value) => change({ kinds: { [kind]: { mail: value } } })}
                  />
                </>
              }
            />
          ))}
        </Rows>
      </Section>
      <Section title={t('follow_title')}>
        <Rows>
          <Row
            title={t('follow_created')}
            detail={t('follow_created_text')}
            actions={
              <Switch
                aria-label={t('follow_created')}
                checked={chosen.follow_created}
                onCheckedChange={(on) => change({ follow_created: on })}
              />
            }
          />
        </Rows>
      </Section>
      <Section title={t('times_title')} description={t('times_text', { zone: chosen.time_zone })}>
        <Times chosen={chosen} change={change} />
      </Section>
    </>
  );
}

const night = { from: '20:00', to: '07:00' };

function Times({ chosen, change }: { chosen: Preferences; change: (body: unknown) => void }) {
  const t = useTranslations('notification_settings');
  const quiet = chosen.quiet_hours;
  const setTime = (part: Partial<typeof night>) => {
    const next = { ...(quiet ?? night), ...part };
    if (next.from && next.to) change({ quiet_hours: next });
  };
  const hours = Array.from({ length: 24 }, (_, hour) => String(hour));
  return (
    <div className="flex flex-col gap-4">
      <Rows>
        <Row
          title={t('quiet_hours')}
          detail={t('quiet_hours_text')}
          actions={
            <Switch
              aria-label={t('quiet_hours')}
              checked={quiet !== null}
              onCheckedChange={(on) => change({ quiet_hours: on ? night : null })}
            />
          }
        />
      </Rows>
      {quiet ? (
        <div className="flex max-w-md gap-3">
          <FormField label={t('quiet_from')} className="flex-1">
            {(control) => (
              <Input
                {...control}
                key={quiet.from}
                type="time"
                defaultValue={quiet.from}
                onBlur={({ target }) =>
                  target.value !== quiet.from && setTime({ from: target.value })
                }
              />
            )}
          </FormField>
          <FormField label={t('quiet_to')} className="flex-1">
            {(control) => (
              <Input
                {...control}
                key={quiet.to}
                type="time"
                defaultValue={quiet.to}
                onBlur={({ target }) => target.value !== quiet.to && setTime({ to: target.value })}
              />
            )}
          </FormField>
        </div>
      ) : null}
      <FormField label={t('digest_hour')} hint={t('digest_hour_text')} className="max-w-md">
        {(control) => (
          <Select
            {...control}
            value={String(chosen.digest_hour)}
            options={hours.map((value) => ({ value, label: `${value.padStart(2, '0')}:00` }))}
            onValueChange={(value) => change({ digest_hour: Number(value) })}
          />
        )}
      </FormField>
    </div>
  );
}
