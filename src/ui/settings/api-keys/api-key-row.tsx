'use client';

import { KeyRound } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useSession } from '@/ui/data/session';
import { formatDay, formatInstant } from '@/ui/patterns/values/format';
import { useLocaleInfo } from '@/ui/patterns/values/use-locale-info';
import { Badge } from '@/ui/primitives/badge';
import { Button } from '@/ui/primitives/button';
import { RelativeTime } from '@/ui/primitives/time';
import { Tooltip } from '@/ui/primitives/tooltip';
import { Row } from '../section';

export interface ApiKey {
  readonly id: string;
  readonly name: string;
  readonly prefix: string;
  readonly scopes: readonly string[];
  readonly user_id: string;
  readonly user_name: string;
  readonly user_kind: 'person' | 'service';
  readonly networks: readonly string[];
  readonly previous_until: string | null;
  readonly expires_at: string | null;
  readonly last_used_at: string | null;
}

interface Props {
  apiKey: ApiKey;
  onRotate: (key: ApiKey) => void;
  onEnd: (key: ApiKey) => void;
}

/** One key: whose, what it may do, from where, and when it was used. */
export function ApiKeyRow({ apiKey, onRotate, onEnd }: Props) {
  const t = useTranslations('api_keys');
  const locale = useLocaleInfo();
  const { user } = useSession();
  const own = apiKey.user_id === user.id;
  return (
    <Row
      icon={<KeyRound aria-hidden className="size-4 text-faint-foreground" />}
      title={
        <>
          <span className="truncate">{apiKey.name}</span>
          <code className="font-normal text-faint-foreground text-xs">{apiKey.prefix}…</code>
          {own ? null : (
            <Badge color={apiKey.user_kind === 'service' ? 'blue' : 'grey'}>
              {apiKey.user_name}
            </Badge>
          )}
        </>
      }
      detail={
        <>
          <Tooltip content={apiKey.scopes.join(', ')}>
            <span>{t('scopes', { count: apiKey.scopes.length })}</span>
          </Tooltip>
          {' · '}
          {apiKey.last_used_at ? (
            <>
              {t('last_used')} <RelativeTime value={apiKey.last_used_at} />
            </>
          ) : (
            t('never_used')
          )}
          {apiKey.expires_at
            ? ` · ${t('expires', { date: formatDay(apiKey.expires_at.slice(0, 10), locale.tag) })}`
            : null}
          {apiKey.networks.length > 0
            ? ` · ${t('only_from', { networks: apiKey.networks.join(', ') })}`
            : null}
          {apiKey.previous_until
            ? ` · ${t('previous_until', { time: formatInstant(apiKey.previous_until, locale) })}`
            : null}
        </>
      }
      actions={
        <>
          {own || apiKey.user_kind === 'service' ? (
            <Button
              aria-label={t('rotate_named', { name: apiKey.name })}
              onClick={() => onRotate(apiKey)}
            >
              {t('rotate')}
            </Button>
          ) : null}
          <Button
            aria-label={t('revoke_named', { name: apiKey.name })}
            onClick={() => onEnd(apiKey)}
          >
            {t('revoke')}
          </Button>
        </>
      }
    />
  );
}
