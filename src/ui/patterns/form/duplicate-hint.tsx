'use client';

import { useQuery } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { api } from '@/ui/data/api';
import { keys } from '@/ui/data/keys';
import type { RecordData } from '@/ui/data/types';
import { Link } from '@/ui/shell/navigation';
import type { ObjectScope } from '../object-scope';
import { useDebounced } from '../records/use-debounced';

/** Says when a record with this mail address exists already. */
export function DuplicateHint({
  scope,
  path,
  value,
}: {
  scope: ObjectScope;
  path: string;
  value: unknown;
}) {
  const t = useTranslations('record');
  const { name } = scope.object;
  const address = useDebounced(typeof value === 'string' ? value : '', 300);
  const { data } = useQuery({
    queryKey: [...keys.object(name), 'same', path, address],
    queryFn: ({ signal }) =>
      api<RecordData[]>('GET', `/${name}`, undefined, {
        query: { [`filter[${path}]`]: address, limit: 1 },
        signal,
      }),
    enabled: address.includes('@'),
  });
  const found = address.includes('@') ? data?.data[0] : undefined;
  if (!found) return null;
  return (
    <p role="status" className="mt-1.5 text-warning text-xs">
      {t('same_mail')}{' '}
      <Link href={`/${name}/${found.id}`} target="_blank" className="underline underline-offset-4">
        {found.title}
      </Link>
    </p>
  );
}
