'use client';

import { PanelLeft, Search } from 'lucide-react';
import { useTranslations } from 'next-intl';
import type { ReactElement } from 'react';
import { Button } from '@/ui/primitives/button';
import { cn } from '@/ui/primitives/cn';
import { Kbd } from '@/ui/primitives/kbd';
import { Tooltip } from '@/ui/primitives/tooltip';
import { CompanySwitcher } from './company-switcher';
import { useShell } from './layout-context';
import { Link, usePath } from './navigation';
import { type NavigationItem, useNavigationItems } from './navigation-items';
import { UnreadBadge } from './unread-badge';
import { UserMenu } from './user-menu';

/** The left edge on wide screens: 240 px, or 52 px of icons when collapsed. */
export function Sidebar({ collapsed, onToggle }: { collapsed: boolean; onToggle: () => void }) {
  const t = useTranslations('shell');
  const { personal, objects, tools, settings } = useNavigationItems();
  const { openPalette } = useShell();
  return (
    <nav
      aria-label={t('navigation')}
      className={cn(
        'hidden shrink-0 flex-col border-r bg-sidebar md:flex',
        collapsed ? 'w-13' : 'w-60',
      )}
    >
      <div className={cn('flex items-center gap-1 px-2 pt-2', collapsed && 'flex-col')}>
        <CompanySwitcher collapsed={collapsed} />
        <Tooltip
          content={collapsed ? t('expand_sidebar') : t('collapse_sidebar')}
          shortcut="["
          side="right"
        >
          <Button
            variant="ghost"
            size="icon-sm"
            aria-expanded={!collapsed}
            aria-label={collapsed ? t('expand_sidebar') : t('collapse_sidebar')}
            onClick={onToggle}
          >
            <PanelLeft aria-hidden />
          </Button>
        </Tooltip>
      </div>
      <div className="px-2 pt-2">
        <WithTooltip show={collapsed} content={t('search')} shortcut="mod+k">
          <button
            type="button"
            onClick={openPalette}
            aria-label={t('search')}
            className={cn(
              'flex h-8 w-full items-center gap-2 rounded-md border border-input bg-background px-2 text-faint-foreground text-sm hover:border-control',
              collapsed && 'justify-center px-0',
            )}
          >
            <Search aria-hidden className="size-4 shrink-0" />
            {collapsed ? null : (
              <>
                <span className="flex-1 text-left">{t('search')}</span>
                <Kbd keys="mod+k" />
              </>
            )}
          </button>
        </WithTooltip>
      </div>
      <div className="flex min-h-0 flex-1 flex-col gap-4 overflow-y-auto px-2 py-3">
        <Items items={personal} collapsed={collapsed} />
        <Items items={objects} collapsed={collapsed} />
        <Items items={tools} collapsed={collapsed} />
      </div>
      <div className="flex flex-col gap-0.5 border-t p-2">
        <Items items={[settings]} collapsed={collapsed} />
        <UserMenu collapsed={collapsed} />
      </div>
    </nav>
  );
}

function Items({ items, collapsed }: { items: readonly NavigationItem[]; collapsed: boolean }) {
  const t = useTranslations('shell');
  const current = `/${usePath()[0] ?? ''}`;
  const named = ({ label, count }: NavigationItem) =>
    count ? `${label}, ${t('unread', { count })}` : label;
  return (
    <ul className="flex flex-col gap-0.5">
      {items.map((item) => (
        <li key={item.href}>
          <WithTooltip
            show={collapsed}
            content={item.label}
            {...(item.shortcut ? { shortcut: item.shortcut } : {})}
          >
            <Link
              href={item.href}
              aria-current={current === item.href ? 'page' : undefined}
              aria-label={collapsed ? named(item) : undefined}
              className={cn(
                'relative flex h-8 items-center gap-2 rounded-md px-2 text-muted-foreground text-sm hover:bg-hover hover:text-foreground aria-[current=page]:bg-selected aria-[current=page]:font-medium aria-[current=page]:text-foreground [&_svg]:size-4 [&_svg]:shrink-0',
                collapsed && 'justify-center px-0',
              )}
            >
              {item.icon}
              {collapsed ? null : <span className="truncate">{item.label}</span>}
              <UnreadBadge
                {...(item.count === undefined ? {} : { count: item.count })}
                className={collapsed ? 'absolute top-0 right-0' : 'ml-auto'}
              />
            </Link>
          </WithTooltip>
        </li>
      ))}
    </ul>
  );
}

function WithTooltip({
  show,
  content,
  shortcut,
  children,
}: {
  show: boolean;
  content: string;
  shortcut?: string;
  children: ReactElement;
}) {
  if (!show) return children;
  return (
    <Tooltip content={content} side="right" {...(shortcut ? { shortcut } : {})}>
      {children}
    </Tooltip>
  );
}
