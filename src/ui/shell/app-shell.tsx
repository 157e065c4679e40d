'use client';

import dynamic from 'next/dynamic';
import { useTranslations } from 'next-intl';
import { type ReactNode, useEffect, useMemo, useState } from 'react';
import { useLive } from '@/ui/data/live/use-live';
import { undoLast } from '@/ui/data/undo';
import { Once } from '@/ui/primitives/once';
import { BottomBar } from './bottom-bar';
import { writeCookie } from './browser-preferences';
import { ConnectionNotice } from './connection-notice';
import { useCreateAction } from './create';
import { ShellContext } from './layout-context';
import { navigate, usePath } from './navigation';
import { useNavigationItems } from './navigation-items';
import { cookieNames } from './preferences';
import { type Shortcut, ShortcutListener, useShortcuts } from './shortcuts';
import { Sidebar } from './sidebar';

const CommandPalette = dynamic(
  () => import('./command-palette').then((module) => module.CommandPalette),
  { ssr: false },
);
const HelpSheet = dynamic(() => import('./help-sheet').then((module) => module.HelpSheet), {
  ssr: false,
});
const MenuSheet = dynamic(() => import('./menu-sheet').then((module) => module.MenuSheet), {
  ssr: false,
});

type Layer = 'palette' | 'help' | 'menu';

/** Sidebar or bottom bar around a screen, with the layers and keys that exist everywhere. */
export function AppShell({
  collapsed: initial,
  children,
}: {
  collapsed: boolean;
  children: ReactNode;
}) {
  const t = useTranslations('shell');
  const [collapsed, setCollapsed] = useState(initial);
  const [opened, setOpened] = useState<{ layer: Layer; path: string } | null>(null);
  const path = usePath().join('/');
  useLive();
  // a layer belongs to the screen it was opened on
  const layer = opened?.path === path ? opened.layer : null;
  useEffect(() => writeCookie(cookieNames.sidebar, collapsed ? '0' : '1'), [collapsed]);

  const actions = useMemo(
    () => ({
      openPalette: () => setOpened({ layer: 'palette', path }),
      openHelp: () => setOpened({ layer: 'help', path }),
      openMenu: () => setOpened({ layer: 'menu', path }),
    }),
    [path],
  );
  const shown = (one: Layer) => ({
    open: layer === one,
    onOpenChange: (open: boolean) => setOpened(open ? { layer: one, path } : null),
  });

  return (
    <ShellContext value={actions}>
      <a
        href="#main"
        className="sr-only focus:not-sr-only focus:fixed focus:top-2 focus:left-2 focus:z-60 focus:rounded-md focus:bg-popover focus:px-3 focus:py-2"
      >
        {t('skip_to_content')}
      </a>
      <div className="flex h-dvh max-md:flex-col">
        <Sidebar collapsed={collapsed} onToggle={() => setCollapsed(!collapsed)} />
        <main
          id="main"
          tabIndex={-1}
          className="relative flex min-h-0 min-w-0 flex-1 flex-col outline-none"
        >
          <ConnectionNotice />
          {children}
        </main>
        <BottomBar />
      </div>
      <ShellShortcuts toggleSidebar={() => setCollapsed(!collapsed)} {...actions} />
      {/* after what it listens for, so that keys pressed too early find it */}
      <ShortcutListener />
      <Once when={layer === 'palette'}>
        <CommandPalette {...shown('palette')} />
      </Once>
      <Once when={layer === 'help'}>
        <HelpSheet {...shown('help')} />
      </Once>
      <Once when={layer === 'menu'}>
        <MenuSheet {...shown('menu')} />
      </Once>
    </ShellContext>
  );
}

function ShellShortcuts({
  toggleSidebar,
  openPalette,
  openHelp,
}: {
  toggleSidebar: () => void;
  openPalette: () => void;
  openHelp: () => void;
}) {
  const t = useTranslations('shortcuts');
  const { personal, objects, tools, settings } = useNavigationItems();
  const create = useCreateAction();
  const general: Shortcut[] = [
    {
      keys: 'mod+k',
      label: t('palette'),
      group: 'general',
      always: true,
      opensField: true,
      run: openPalette,
    },
    { keys: '/', label: t('search'), group: 'general', run: () => focusSearch() || openPalette() },
    ...(create
      ? [
          {
            keys: 'c',
            label: t('create'),
            group: 'general' as const,
            opensField: true,
            run: create,
          },
        ]
      : []),
    { keys: 'mod+z', label: t('undo'), group: 'general', run: undoLast },
    { keys: '[', label: t('sidebar'), group: 'general', run: toggleSidebar },
    { keys: '?', label: t('help'), group: 'general', run: openHelp },
  ];
  const go = [...personal, ...objects, ...tools, settings].flatMap((item): Shortcut[] =>
    item.shortcut
      ? [{ keys: item.shortcut, label: item.label, group: 'go', run: () => navigate(item.href) }]
      : [],
  );
  useShortcuts([...general, ...go], true);
  return null;
}

/** Puts the cursor into the search field of the screen, when it has one. */
function focusSearch(): boolean {
  const input = document.querySelector<HTMLInputElement>('[data-search-input]');
  input?.focus();
  input?.select();
  return input !== null;
}
