'use client';

import {
  Bell,
  CalendarDays,
  ChartNoAxesColumn,
  House,
  ListChecks,
  Settings,
  Trash2,
  Upload,
} from 'lucide-react';
import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { tasks } from '@/objects/tasks/object';
import { uiObjects } from '@/registry.ui';
import { useCan } from '@/ui/data/session';
import { useUnread } from '@/ui/notifications/use-unread';
import { ObjectIcon } from './object-icon';
import { useLabel } from './use-label';

export interface NavigationItem {
  href: string;
  label: string;
  /** Where there is little room; the label unless given. */
  short?: string;
  icon: ReactNode;
  /** `g` then a letter. */
  shortcut?: string;
  /** Left out of the row of phones, which has little room. */
  menuOnly?: boolean;
  /** Things there that were not read. */
  count?: number;
}

/** Where one can go: one's work, calendar and notifications, the objects one may read, then import, bin and settings. */
export function useNavigationItems(): {
  personal: NavigationItem[];
  objects: NavigationItem[];
  tools: NavigationItem[];
  settings: NavigationItem;
} {
  const t = useTranslations('shell');
  const label = useLabel();
  const can = useCan();
  const unread = useUnread();
  const readable = uiObjects.filter((object) => can(`${object.name}:read`));
  return {
    personal: [
      {
        href: '/home',
        label: t('home'),
        icon: <House aria-hidden />,
        shortcut: 'g h',
      },
      ...(can(`${tasks.name}:read`)
        ? [
            {
              href: '/my-work',
              label: t('my_work'),
              icon: <ListChecks aria-hidden />,
              shortcut: 'g w',
            },
            {
              href: '/calendar',
              label: t('calendar'),
              icon: <CalendarDays aria-hidden />,
              shortcut: 'g k',
              menuOnly: true,
            },
          ]
        : []),
      {
        href: '/notifications',
        label: t('notifications'),
        short: t('notifications_short'),
        icon: <Bell aria-hidden />,
        shortcut: 'g n',
        count: unread,
      },
    ],
    objects: readable.map((object) => ({
      href: `/${object.name}`,
      label: label(object.label_plural),
      icon: <ObjectIcon name={object.icon} />,
      shortcut: `g ${object.shortcut}`,
    })),
    tools: [
      ...(can('deals:read')
        ? [
            {
              href: '/forecast',
              label: t('forecast'),
              icon: <ChartNoAxesColumn aria-hidden />,
              shortcut: 'g f',
            },
          ]
        : []),
      ...(uiObjects.some((object) => can(`${object.name}:import`))
        ? [{ href: '/import', label: t('import'), icon: <Upload aria-hidden />, shortcut: 'g i' }]
        : []),
      ...(readable.length > 0
        ? [{ href: '/bin', label: t('bin'), icon: <Trash2 aria-hidden />, shortcut: 'g b' }]
        : []),
    ],
    settings: {
      href: '/settings',
      label: t('settings'),
      icon: <Settings aria-hidden />,
      shortcut: 'g s',
    },
  };
}
