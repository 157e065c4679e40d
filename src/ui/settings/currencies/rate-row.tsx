'use client';

import { Pencil, Trash2 } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { keys } from '@/ui/data/keys';
import { formatDay } from '@/ui/patterns/values/format';
import { useLocaleInfo } from '@/ui/patterns/values/use-locale-info';
import { Badge } from '@/ui/primitives/badge';
import { Button } from '@/ui/primitives/button';
import { toast } from '@/ui/primitives/toast';
import { Tooltip } from '@/ui/primitives/tooltip';
import { Row } from '../section';
import { useSetting } from '../use-setting';
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
  const { mutate } = useSetting([keys.exchangeRates]);
  const name = rateText(rate, own, tag);
  const { currency, valid_from } = rate;
  const restore = () =>
    mutate({
      method: 'POST',
      path: '/exchange-rates',
      body: { currency, valid_from, rate: rate.rate },
      message: t('restored', { name }),
    });
  const remove = () =>
    mutate(
      { method: 'DELETE', path: `/exchange-rates/${rate.id}`, message: null },
      {
        onSuccess: () =>
          toast(t('removed', { name }), {
            duration: 8000,
            action: { label: t('undo'), onClick: restore },
          }),
      },
    );
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
          <>
            <Tooltip content={t('edit')}>
              <Button
                variant="ghost"
                size="icon"
                aria-label={t('edit_named', { name })}
                onClick={onEdit}
              >
                <Pencil aria-hidden />
              </Button>
            </Tooltip>
            <Tooltip content={t('remove')}>
              <Button
                variant="ghost"
                size="icon"
                aria-label={t('remove_named', { name })}
                onClick={remove}
              >
                <Trash2 aria-hidden />
              </Button>
            </Tooltip>
          </>
        ) : null
      }
    />
  );
}
