'use client';

import { Menu, Plus, Search } from 'lucide-react';
import { useTranslations } from 'next-intl';
import type { ComponentProps, ReactNode } from 'react';
import { cn } from '@/ui/primitives/cn';
import { useCreateAction } from './create';
import { useShell } from './layout-context';
import { Link, usePath } from './navigation';
import { useNavigationItems } from './navigation-items';
import { UnreadBadge } from './unread-badge';

const itemClass =
  'flex min-w-0 flex-1 flex-col items-center justify-center gap-0.5 text-2xs text-muted-foreground aria-[current=page]:text-primary-text [&_svg]:size-5';

/** The thumb's row on phones: home, one's work, notifications, search, create and everything else. */
export function BottomBar() {
  const t = useTranslations('shell');
  const items = useNavigationItems().personal.filter(({ menuOnly }) => !menuOnly);
  const { openPalette, openMenu } = useShell();
  const current = `/${usePath()[0] ?? ''}`;
  const create = useCreateAction();
  return (
    <nav
      aria-label={t('navigation')}
      className="flex h-[calc(56px+env(safe-area-inset-bottom))] shrink-0 border-t bg-background pb-[env(safe-area-inset-bottom)] md:hidden"
    >
      {items.map((item) => (
        <Link
          key={item.href}
          href={item.href}
          aria-current={current === item.href ? 'page' : undefined}
          className={cn(itemClass, 'relative')}
        >
          {item.icon}
          <span className="max-w-full truncate px-1">{item.short ?? item.label}</span>
          <UnreadBadge
            {...(item.count === undefined ? {} : { count: item.count })}
            className="absolute top-1 left-1/2"
          />
        </Link>
      ))}
      <BarButton icon={<Search aria-hidden />} label={t('search')} onClick={openPalette} />
      {create ? <BarButton icon={<Plus aria-hidden />} label={t('new')} onClick={create} /> : null}
      <BarButton icon={<Menu aria-hidden />} label={t('menu')} onClick={openMenu} />
    </nav>
  );
}

function BarButton({
  icon,
  label,
  className,
  ...props
}: ComponentProps<'button'> & { icon: ReactNode; label: string }) {
  return (
    <button type="button" className={cn(itemClass, className)} {...props}>
      {icon}
      <span className="max-w-full truncate px-1">{label}</span>
    </button>
  );
}
