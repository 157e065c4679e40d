'use client';

import { useQuery } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { api } from '@/ui/data/api';
import { keys } from '@/ui/data/keys';
import { useCan } from '@/ui/data/session';
import { Badge } from '@/ui/primitives/badge';

interface Factors {
  readonly id: string;
  readonly authenticator: boolean;
  readonly passkey: boolean;
  readonly lacking: boolean;
}

export const factorFilters = ['any', 'with', 'without'] as const;
export type FactorFilter = (typeof factorFilters)[number];

/** Second factors of the active members by user id; nothing for whoever may not manage them. */
export function useMemberFactors(): ReadonlyMap<string, Factors> | null {
  const manage = useCan()('members:manage');
  const { data } = useQuery({
    queryKey: [...keys.members, 'factors'],
    queryFn: ({ signal }) => api<Factors[]>('GET', '/member-factors', undefined, { signal }),
    enabled: manage,
  });
  return data ? new Map(data.data.map((one) => [one.id, one])) : null;
}

/** Whether somebody is among those asked for. */
export const fitsFactor = (filter: FactorFilter, factors: Factors | undefined): boolean =>
  filter === 'any' ||
  (factors !== undefined && (factors.authenticator || factors.passkey) === (filter === 'with'));

/** What somebody set up beside the password. */
export function FactorBadges({ factors }: { factors: Factors | undefined }) {
  const t = useTranslations('members');
  if (!factors) return <span className="@max-3xl:hidden text-faint-foreground">–</span>;
  const { authenticator, passkey, lacking } = factors;
  if (!authenticator && !passkey && !lacking)
    return <span className="@max-3xl:hidden text-muted-foreground">{t('factor_none')}</span>;
  return (
    <span className="flex flex-wrap gap-1">
      {authenticator ? <Badge color="green">{t('factor_authenticator')}</Badge> : null}
      {passkey ? <Badge color="green">{t('factor_passkey')}</Badge> : null}
      {lacking ? <Badge color="red">{t('factor_lacking')}</Badge> : null}
    </span>
  );
}
