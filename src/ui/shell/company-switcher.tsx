'use client';

import { useMutation } from '@tanstack/react-query';
import { Building2, Check, ChevronsUpDown } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { api } from '@/ui/data/api';
import { useSession } from '@/ui/data/session';
import { useFailureToast } from '@/ui/data/use-records';
import { Avatar } from '@/ui/primitives/avatar';
import { cn } from '@/ui/primitives/cn';
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuLabel,
  DropdownMenuSeparator,
  DropdownMenuTrigger,
} from '@/ui/primitives/dropdown-menu';
import { navigate } from './navigation';

/** The company one works in, and the way to another. */
export function CompanySwitcher({ collapsed }: { collapsed: boolean }) {
  const t = useTranslations('shell');
  const { company, companies } = useSession();
  const { enter } = useEnterCompany();
  return (
    <DropdownMenu>
      <DropdownMenuTrigger asChild>
        <button
          type="button"
          aria-label={t('company_menu', { name: company.name })}
          className={cn(
            'flex h-9 min-w-0 flex-1 items-center gap-2 rounded-md px-1.5 hover:bg-hover data-[state=open]:bg-hover',
            collapsed && 'flex-none justify-center',
          )}
        >
          <Avatar square name={company.name} id={company.id} />
          {collapsed ? null : (
            <>
              <span className="min-w-0 flex-1 truncate text-left font-semibold text-sm">
                {company.name}
              </span>
              <ChevronsUpDown aria-hidden className="size-3.5 shrink-0 text-faint-foreground" />
            </>
          )}
        </button>
      </DropdownMenuTrigger>
      <DropdownMenuContent className="w-60">
        <DropdownMenuLabel>{t('companies')}</DropdownMenuLabel>
        {companies.map((one) => (
          <DropdownMenuItem key={one.id} onSelect={() => one.id !== company.id && enter(one.id)}>
            <Avatar square size="xs" name={one.name} id={one.id} />
            <span className="min-w-0 flex-1 truncate">{one.name}</span>
            {one.id === company.id ? <Check aria-hidden /> : null}
          </DropdownMenuItem>
        ))}
        <DropdownMenuSeparator />
        <DropdownMenuItem onSelect={() => navigate('/settings/company')}>
          <Building2 aria-hidden />
          {t('company_settings')}
        </DropdownMenuItem>
      </DropdownMenuContent>
    </DropdownMenu>
  );
}

/** Changes the company of this session; the page starts afresh, so nothing of the other company stays in memory. */
export function useEnterCompany() {
  const report = useFailureToast();
  const { mutate, isPending } = useMutation({
    mutationFn: (companyId: string) => api('POST', '/auth/company', { company_id: companyId }),
    onSuccess: () => location.assign('/'),
    onError: report,
  });
  return { enter: mutate, isPending };
}
