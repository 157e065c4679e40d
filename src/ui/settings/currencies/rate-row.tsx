'use client';

import { useTranslations } from 'next-intl';
import { keys } from '@/ui/data/keys';
import { formatDay } from '@/ui/patterns/values/format';
import { useLocaleInfo } from '@/ui/patterns/values/use-locale-info';
import { Badge } from '@/ui/primitives/badge';
import { RowTools } from '../row-tools';
import { Row } from '../section';
import { useRemoval } from '../use-removal';
import { type Rate, rateText } from './types';

interface Props {
  rate: Rate;
  /** The one that counts today. */
  current: boolean;
  /** Null: it can be looked at only. */
  onEdit: (() => void) | null;
}

/** One rate with its first day; removing it can be taken back. */
export function RateRow({ rate, current, onEdit }: Props) {
  const t = useTranslations('currencies');
  const { currency: own, tag } = useLocaleInfo();
  const removal = useRemoval([keys.exchangeRates]);
  const name = rateText(rate, own, tag);
  const { currency, valid_from } = rate;
  const remove = () =>
    removal({
      path: `/exchange-rates/${rate.id}`,
      message: t('removed', { name }),
      undo: {
        method: 'POST',
        path: '/exchange-rates',
        body: { currency, valid_from, rate: rate.rate },
        message: t('restored', { name }),
      },
    });
  return (
    <Row
      title={
        <>
          <span className="tabular-nums">{name}</span>
          {current ? <Badge color="green">{t('current')}</Badge> : null}
        </>
      }
      detail={t('from', { day: formatDay(valid_from, tag) })}
      actions={
        onEdit ? (
          <RowTools
            edit={{ hint: t('edit'), label: t('edit_named', { name }), onClick: onEdit }}
            remove={{ hint: t('remove'), label: t('remove_named', { name }), onClick: remove }}
          />
        ) : null
      }
    />
  );
}
