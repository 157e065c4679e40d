'use client';

import { useQuery } from '@tanstack/react-query';
import { Plus } from 'lucide-react';
import { useLocale, useTranslations } from 'next-intl';
import { useState } from 'react';
import { api } from '@/ui/data/api';
import { keys } from '@/ui/data/keys';
import { useCan, useSession } from '@/ui/data/session';
import { Rows, SettingsList } from '@/ui/patterns/settings-list';
import { Button } from '@/ui/primitives/button';
import { Section } from '../section';
import { RateRow } from './rate-row';
import { type Edited, RateSheet } from './rate-sheet';
import { byCurrency, type Rate } from './types';

/** What other currencies are worth, day by day; deals are told in the currency of the company by these rates. */
export function CurrenciesSection() {
  const t = useTranslations('currencies');
  const can = useCan()('currencies:manage');
  const { currency: own } = useSession().company;
  const names = new Intl.DisplayNames([useLocale()], { type: 'currency' });
  const [edited, setEdited] = useState<Edited | null>(null);
  const query = useQuery({
    queryKey: keys.exchangeRates,
    queryFn: ({ signal }) => api<Rate[]>('GET', '/exchange-rates', undefined, { signal }),
  });
  const groups = byCurrency(query.data?.data ?? []);
  return (
    <>
      <Section
        title={t('title')}
        description={t('text', { currency: own })}
        actions={
          can ? (
            <Button variant="primary" onClick={() => setEdited('new')}>
              <Plus aria-hidden />
              {t('new')}
            </Button>
          ) : null
        }
      >
        {groups.length === 0 ? (
          <SettingsList
            query={query}
            empty={{ title: t('empty_title'), description: t('empty_text') }}
          >
            {() => null}
          </SettingsList>
        ) : null}
        {groups.map(([currency, rates]) => (
          <section key={currency} aria-label={currency} className="mb-6 last:mb-0">
            <h3 className="mb-1.5 text-sm">
              <span className="font-medium">{currency}</span>{' '}
              <span className="text-muted-foreground">{names.of(currency)}</span>
            </h3>
            <Rows>
              {rates.map((rate, at) => (
                <RateRow
                  key={rate.id}
                  rate={rate}
                  current={at === 0}
                  onEdit={can ? () => setEdited(rate) : null}
                />
              ))}
            </Rows>
          </section>
        ))}
      </Section>
      <RateSheet edited={edited} onClose={() => setEdited(null)} />
    </>
  );
}
