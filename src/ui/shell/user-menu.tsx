'use client';

import { Keyboard, LogOut, Monitor, Moon, Sun, UserRound } from 'lucide-react';
import { useLocale, useTranslations } from 'next-intl';
import { useSession } from '@/ui/data/session';
import { Avatar } from '@/ui/primitives/avatar';
import { cn } from '@/ui/primitives/cn';
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuLabel,
  DropdownMenuRadioGroup,
  DropdownMenuRadioItem,
  DropdownMenuSeparator,
  DropdownMenuTrigger,
} from '@/ui/primitives/dropdown-menu';
import { useTheme } from './browser-preferences';
import { useShell } from './layout-context';
import { navigate } from './navigation';
import { isLanguage, isTheme } from './preferences';
import { useChangeLanguage, useChangeTheme } from './use-preferences';
import { useSignOut } from './use-sign-out';

/** Profile, looks, language, keys and the way out. */
export function UserMenu({ collapsed }: { collapsed: boolean }) {
  const t = useTranslations('shell');
  const { user } = useSession();
  const { openHelp } = useShell();
  const theme = useTheme();
  const language = useLocale();
  const changeLanguage = useChangeLanguage();
  const changeTheme = useChangeTheme();
  const signOut = useSignOut();
  return (
    <DropdownMenu>
      <DropdownMenuTrigger asChild>
        <button
          type="button"
          aria-label={t('user_menu', { name: user.name })}
          className={cn(
            'flex h-9 w-full min-w-0 items-center gap-2 rounded-md px-1.5 hover:bg-hover data-[state=open]:bg-hover',
            collapsed && 'justify-center px-0',
          )}
        >
          <Avatar name={user.name} id={user.id} src={user.avatar_url} />
          {collapsed ? null : (
            <span className="min-w-0 flex-1 truncate text-left text-sm">{user.name}</span>
          )}
        </button>
      </DropdownMenuTrigger>
      <DropdownMenuContent side="top" className="w-60">
        <div className="px-2 py-1.5">
          <p className="truncate font-medium text-sm">{user.name}</p>
          <p className="truncate text-faint-foreground text-xs">{user.email}</p>
        </div>
        <DropdownMenuSeparator />
        <DropdownMenuItem onSelect={() => navigate('/settings/profile')}>
          <UserRound aria-hidden />
          {t('profile')}
        </DropdownMenuItem>
        <DropdownMenuItem onSelect={openHelp}>
          <Keyboard aria-hidden />
          {t('shortcuts')}
        </DropdownMenuItem>
        <DropdownMenuSeparator />
        <DropdownMenuLabel>{t('theme')}</DropdownMenuLabel>
        <DropdownMenuRadioGroup
          value={theme}
          onValueChange={(value) => isTheme(value) && changeTheme(value)}
        >
          <DropdownMenuRadioItem value="system">
            <Monitor aria-hidden />
            {t('theme_system')}
          </DropdownMenuRadioItem>
          <DropdownMenuRadioItem value="light">
            <Sun aria-hidden />
            {t('theme_light')}
          </DropdownMenuRadioItem>
          <DropdownMenuRadioItem value="dark">
            <Moon aria-hidden />
            {t('theme_dark')}
          </DropdownMenuRadioItem>
        </DropdownMenuRadioGroup>
        <DropdownMenuSeparator />
        <DropdownMenuLabel>{t('language')}</DropdownMenuLabel>
        <DropdownMenuRadioGroup
          value={language}
          onValueChange={(value) => isLanguage(value) && changeLanguage(value)}
        >
          <DropdownMenuRadioItem value="en">English</DropdownMenuRadioItem>
          <DropdownMenuRadioItem value="tr">Türkçe</DropdownMenuRadioItem>
        </DropdownMenuRadioGroup>
        <DropdownMenuSeparator />
        <DropdownMenuItem onSelect={signOut}>
          <LogOut aria-hidden />
          {t('sign_out')}
        </DropdownMenuItem>
      </DropdownMenuContent>
    </DropdownMenu>
  );
}
