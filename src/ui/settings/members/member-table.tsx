import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';

interface Props {
  /** Whoever may not manage members hears nothing of second factors, and programs have none. */
  withFactors: boolean;
  children: ReactNode;
}

/** Members in columns; where there is no room for them, what they hold stands below the name. */
export function MemberTable({ withFactors, children }: Props) {
  const t = useTranslations('members');
  return (
    <div className="@container border-y">
      <table className="block w-full text-left text-sm @3xl:table @3xl:table-fixed">
        <thead className="sr-only text-faint-foreground text-xs @3xl:not-sr-only @3xl:table-header-group">
          <tr className="@3xl:border-b">
            <th scope="col" className="py-2 pr-4 font-normal">
              {t('member')}
            </th>
            <th scope="col" className="w-32 py-2 pr-4 font-normal">
              {t('seen')}
            </th>
            {withFactors ? (
              <th scope="col" className="w-44 py-2 pr-4 font-normal">
                {t('filter_factor')}
              </th>
            ) : null}
            <th scope="col" className="w-60 py-2 pr-2 font-normal">
              {t('role')}
            </th>
            <th scope="col" className="w-9 py-2">
              <span className="sr-only">{t('actions')}</span>
            </th>
          </tr>
        </thead>
        <tbody className="block divide-y @3xl:table-row-group">{children}</tbody>
      </table>
    </div>
  );
}
