'use client';

import { useTranslations } from 'next-intl';
import { formatMoney } from '@/ui/patterns/values/format';
import { useLocaleInfo } from '@/ui/patterns/values/use-locale-info';
import { cn } from '@/ui/primitives/cn';
import { FigureRow, FigureTable } from '../forecast-table';
import { signedMoney } from '../signed-money';
import { type ChangeKind, type Changes, changeKinds } from './use-changes';

/** The bridge in numbers: each kind of change shows its deals below. */
export function BridgeTable({
  start,
  end,
  kinds,
  chosen,
  onChoose,
}: {
  start: string;
  end: string;
  kinds: Changes['kinds'];
  chosen: ChangeKind | '';
  /** Empty: all of them. */
  onChoose: (kind: ChangeKind | '') => void;
}) {
  const t = useTranslations('forecast');
  const { currency, tag } = useLocaleInfo();
  const there = changeKinds.flatMap((kind) => kinds.filter((one) => one.kind === kind));
  return (
    <FigureTable label={t('bridge_table')} head={[t('change'), t('deals'), t('difference')]}>
      <FigureRow name={t('bridge_start')} strong cells={['', formatMoney(start, currency, tag)]} />
      {there.map(({ kind, count, difference }) => (
        <FigureRow
          key={kind}
          name={
            <button
              type="button"
              aria-pressed={kind === chosen}
              onClick={() => onChoose(kind === chosen ? '' : kind)}
              className={cn(
                'max-w-full truncate rounded-sm text-left underline-offset-4 hover:underline max-md:min-h-11',
                kind === chosen && 'font-semibold text-primary-text',
              )}
            >
              {t(`kind_${kind}`)}
            </button>
          }
          cells={[
            count,
            <span key="difference" className={difference.startsWith('-') ? 'text-danger' : ''}>
              {signedMoney(difference, currency, tag)}
            </span>,
          ]}
        />
      ))}
      <FigureRow name={t('bridge_end')} strong cells={['', formatMoney(end, currency, tag)]} />
    </FigureTable>
  );
}
