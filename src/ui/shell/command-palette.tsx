'use client';

import { useQuery } from '@tanstack/react-query';
import {
  ArrowRightLeft,
  Clock,
  Columns3,
  Keyboard,
  LogOut,
  Phone,
  Plus,
  SunMoon,
} from 'lucide-react';
import { useSearchParams } from 'next/navigation';
import { useLocale, useTranslations } from 'next-intl';
import { type ReactNode, useDeferredValue, useEffect, useState } from 'react';
import { boardObjects, uiObjectMap, uiObjects } from '@/registry.ui';
import { api } from '@/ui/data/api';
import { keys } from '@/ui/data/keys';
import { type RecentRecord, recentRecords, rememberRecord } from '@/ui/data/recent';
import { useCan, useSession } from '@/ui/data/session';
import { askToConvert } from '@/ui/leads/convert-from-address';
import { Button } from '@/ui/primitives/button';
import {
  Command,
  CommandGroup,
  CommandInput,
  CommandItem,
  CommandList,
} from '@/ui/primitives/command';
import { Dialog, DialogContent } from '@/ui/primitives/dialog';
import { matchWords } from '@/ui/primitives/fold';
import { Kbd } from '@/ui/primitives/kbd';
import { logCall } from '@/ui/timeline/log-call';
import { useTheme } from './browser-preferences';
import { useShell } from './layout-context';
import { navigate, usePath } from './navigation';
import { type NavigationItem, useNavigationItems } from './navigation-items';
import { ObjectIcon } from './object-icon';
import { themes } from './preferences';
import { useLabel } from './use-label';
import { useChangeTheme } from './use-preferences';
import { useSignOut } from './use-sign-out';

interface Entry {
  id: string;
  label: string;
  icon: ReactNode;
  shortcut?: string;
  run: () => void;
}

/** Ctrl/Cmd+K: go anywhere, find any record, do anything that needs no further choice. `>` shows actions alone. */
export function CommandPalette({
  open,
  onOpenChange,
}: {
  open: boolean;
  onOpenChange: (open: boolean) => void;
}) {
  const t = useTranslations('palette');
  return (
    <Dialog open={open} onOpenChange={onOpenChange}>
      <DialogContent
        title={t('title')}
        hideTitle
        className="top-[12dvh] max-w-xl translate-y-0 overflow-hidden max-md:inset-0 max-md:max-h-none max-md:w-full max-md:max-w-none max-md:translate-x-0 max-md:rounded-none [&>div]:p-0"
      >
        <Palette close={() => onOpenChange(false)} />
      </DialogContent>
    </Dialog>
  );
}

function Palette({ close }: { close: () => void }) {
  const t = useTranslations('palette');
  const { company } = useSession();
  const [text, setText] = useState('');
  const [recent, setRecent] = useState<RecentRecord[]>([]);
  useEffect(() => setRecent(recentRecords(company.id)), [company.id]);

  const actionsOnly = text.startsWith('>');
  const words = text.replace(/^>/, '').trim();
  const found = useRecordSearch(actionsOnly ? '' : words);
  const matching = (entries: readonly Entry[]) =>
    entries.filter((entry) => !words || matchWords('', words, [entry.label]));
  const allPlaces = usePlaces();
  const places = actionsOnly ? [] : matching(allPlaces);
  const actions = matching(useActions());
  const records: readonly Found[] = words ? found.records : actionsOnly ? [] : recent;
  const run = (action: () => void) => () => {
    close();
    action();
  };
  const openRecord = (record: RecentRecord) => {
    rememberRecord(company.id, record);
    navigate(`/${record.object}/${record.id}`);
  };

  return (
    <Command shouldFilter={false} loop label={t('title')}>
      <div className="flex items-center border-b md:contents">
        <div className="min-w-0 flex-1 max-md:[&>div]:border-0">
          <CommandInput
            value={text}
            onValueChange={setText}
            placeholder={t('placeholder')}
            className="h-12"
          />
        </div>
        <Button variant="ghost" className="md:hidden" onClick={close}>
          {t('cancel')}
        </Button>
      </div>
      <CommandList className="max-h-[min(60dvh,420px)] max-md:max-h-none" aria-busy={found.loading}>
        {records.length > 0 ? (
          <CommandGroup heading={words ? t('records') : t('recent')}>
            {records.map((record) => (
              <CommandItem
                key={record.id}
                value={record.id}
                onSelect={run(() => openRecord(record))}
              >
                {words ? (
                  <ObjectIcon name={uiObjectMap.get(record.object)?.icon ?? ''} />
                ) : (
                  <Clock aria-hidden />
                )}
                <span className="min-w-0 flex-1 truncate">{record.title}</span>
                <RecordKind object={record.object} detail={record.detail} />
              </CommandItem>
            ))}
          </CommandGroup>
        ) : null}
        <Entries heading={t('go_to')} entries={places} run={run} />
        <Entries heading={t('actions')} entries={actions} run={run} />
        {records.length + places.length + actions.length === 0 ? (
          <p className="px-3 py-8 text-center text-muted-foreground text-sm">
            {found.loading
              ? t('searching')
              : found.failed
                ? t('search_failed')
                : t('nothing_found', { text: words })}
          </p>
        ) : null}
      </CommandList>
    </Command>
  );
}

function Entries({
  heading,
  entries,
  run,
}: {
  heading: string;
  entries: readonly Entry[];
  run: (action: () => void) => () => void;
}) {
  if (entries.length === 0) return null;
  return (
    <CommandGroup heading={heading}>
      {entries.map((entry) => (
        <CommandItem key={entry.id} value={entry.id} onSelect={run(entry.run)}>
          {entry.icon}
          <span className="min-w-0 flex-1 truncate">{entry.label}</span>
          {entry.shortcut ? <Kbd keys={entry.shortcut} className="max-md:hidden" /> : null}
        </CommandItem>
      ))}
    </CommandGroup>
  );
}

function RecordKind({ object, detail }: { object: string; detail?: string | null }) {
  const label = useLabel();
  const definition = uiObjectMap.get(object);
  return (
    <span className="max-w-1/2 truncate text-faint-foreground text-xs">
      {detail || (definition ? label(definition.label) : object)}
    </span>
  );
}

interface Found extends RecentRecord {
  detail?: string | null;
}

/** Records of every object that match, while typing. */
function useRecordSearch(text: string): { records: Found[]; loading: boolean; failed: boolean } {
  const [settled, setSettled] = useState('');
  const deferred = useDeferredValue(text);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(deferred), 120);
    return () => clearTimeout(timer);
  }, [deferred]);
  const query = useQuery({
    queryKey: keys.search(settled),
    queryFn: ({ signal }) =>
      api<Found[]>('GET', '/search', undefined, { query: { q: settled }, signal }),
    enabled: settled.length > 0,
    placeholderData: (previous) => previous,
  });
  if (!text) return { records: [], loading: false, failed: false };
  return {
    records: settled ? (query.data?.data ?? []) : [],
    loading: query.isFetching || settled !== text,
    failed: query.isError,
  };
}

function usePlaces(): Entry[] {
  const t = useTranslations('palette');
  const label = useLabel();
  const can = useCan();
  const { personal, objects, tools, settings } = useNavigationItems();
  const boards = uiObjects.filter(({ name }) => boardObjects.has(name) && can(`${name}:read`));
  return [
    ...[...personal, ...objects].map(placeOf),
    ...boards.map((object) => ({
      id: `board:${object.name}`,
      label: t('board_of', { name: label(object.label_plural) }),
      icon: <Columns3 aria-hidden />,
      run: () => navigate(`/${object.name}?view=board`),
    })),
    ...[...tools, settings].map(placeOf),
  ];
}

const placeOf = (item: NavigationItem): Entry => ({
  id: `go:${item.href}`,
  label: item.label,
  icon: item.icon,
  ...(item.shortcut ? { shortcut: item.shortcut } : {}),
  run: () => navigate(item.href),
});

function useActions(): Entry[] {
  const locale = useLocale();
  const t = useTranslations('palette');
  const label = useLabel();
  const can = useCan();
  const { openHelp } = useShell();
  const theme = useTheme();
  const changeTheme = useChangeTheme();
  const signOut = useSignOut();
  const lead = useShownLead();
  return [
    ...(lead && can('leads:update')
      ? [
          {
            id: 'convert',
            label: t('convert_lead'),
            icon: <ArrowRightLeft aria-hidden />,
            shortcut: 'v',
            run: () => askToConvert(lead),
          },
        ]
      : []),
    ...uiObjects
      .filter((object) => can(`${object.name}:create`))
      .map((object) => ({
        id: `new:${object.name}`,
        label: t('new_record', { object: label(object.label).toLocaleLowerCase(locale) }),
        icon: <Plus aria-hidden />,
        run: () => navigate(`/${object.name}?new=1`),
      })),
    ...(can('activities:create')
      ? [{ id: 'log-call', label: t('log_call'), icon: <Phone aria-hidden />, run: logCall }]
      : []),
    ...themes
      .filter((one) => one !== theme)
      .map((one) => ({
        id: `theme:${one}`,
        label: t(`theme_${one}`),
        icon: <SunMoon aria-hidden />,
        run: () => changeTheme(one),
      })),
    {
      id: 'shortcuts',
      label: t('shortcuts'),
      icon: <Keyboard aria-hidden />,
      shortcut: '?',
      run: openHelp,
    },
    {
      id: 'sign-out',
      label: t('sign_out'),
      icon: <LogOut aria-hidden />,
      run: () => void signOut(),
    },
  ];
}

/** The lead on screen, as a page or beside its list. */
function useShownLead(): string | null {
  const [object, id] = usePath();
  const open = useSearchParams().get('open');
  return object === 'leads' ? (id ?? open) : null;
}
