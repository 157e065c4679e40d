'use client';

import dynamic from 'next/dynamic';
import { useTranslations } from 'next-intl';
import type { ObjectDefinition } from '@/core/shape/object';
import { leads } from '@/objects/leads/object';
import { tasks } from '@/objects/tasks/object';
import { boardObjects, uiObjectMap, uiObjects } from '@/registry.ui';
import { ApiError } from '@/ui/data/api-error';
import { useCan } from '@/ui/data/session';
import { useView } from '@/ui/patterns/board/use-view';
import { Button } from '@/ui/primitives/button';
import { ErrorState } from '@/ui/primitives/error-state';
import { Link, usePath } from './navigation';
import { isScreen } from './screen-path';

const ListScreen = dynamic(() =>
  import('@/ui/screens/list-screen').then((module) => module.ListScreen),
);
const BoardScreen = dynamic(() =>
  import('@/ui/deals/board-screen').then((module) => module.BoardScreen),
);
const RecordScreen = dynamic(() =>
  import('@/ui/screens/record-screen').then((module) => module.RecordScreen),
);
const ConvertFromAddress = dynamic(() =>
  import('@/ui/leads/convert-from-address').then((module) => module.ConvertFromAddress),
);
const ForecastScreen = dynamic(() =>
  import('@/ui/forecast/forecast-screen').then((module) => module.ForecastScreen),
);
const BinScreen = dynamic(() =>
  import('@/ui/screens/bin-screen').then((module) => module.BinScreen),
);
const ImportScreen = dynamic(() =>
  import('@/ui/screens/import-screen').then((module) => module.ImportScreen),
);
const HomeScreen = dynamic(() =>
  import('@/ui/screens/home-screen').then((module) => module.HomeScreen),
);
const NotificationsScreen = dynamic(() =>
  import('@/ui/screens/notifications-screen').then((module) => module.NotificationsScreen),
);
const WorkScreen = dynamic(() =>
  import('@/ui/work/work-screen').then((module) => module.WorkScreen),
);
const CalendarScreen = dynamic(() =>
  import('@/ui/calendar/calendar-screen').then((module) => module.CalendarScreen),
);
const SettingsScreen = dynamic(() =>
  import('@/ui/settings/settings-screen').then((module) => module.SettingsScreen),
);

/** The screen the address names. */
export function Screen() {
  const path = usePath();
  const can = useCan();
  const [first = '', second] = path;
  const object = uiObjectMap.get(first === 'bin' ? (second ?? uiObjects[0]?.name ?? '') : first);

  if (!isScreen(path)) return <Missing code="not_found" />;
  if (first === 'home') return <HomeScreen />;
  if (first === 'import') return <ImportScreen {...(second ? { id: second } : {})} />;
  if (first === 'notifications') return <NotificationsScreen />;
  if (first === 'forecast')
    return can('deals:read') ? <ForecastScreen /> : <Missing code="forbidden" />;
  if (first === 'my-work' || first === 'calendar') {
    if (!can(`${tasks.name}:read`)) return <Missing code="forbidden" />;
    return first === 'calendar' ? <CalendarScreen /> : <WorkScreen />;
  }
  if (first === 'settings') return <SettingsScreen section={second ?? 'profile'} />;
  if (!object) return <Missing code="not_found" />;
  if (!can(`${object.name}:read`)) return <Missing code="forbidden" />;
  if (first === 'bin') return <BinScreen key={object.name} object={object} />;
  return (
    <>
      <ObjectScreen object={object} id={second} />
      {object.name === leads.name ? <ConvertFromAddress /> : null}
    </>
  );
}

function ObjectScreen({ object, id }: { object: ObjectDefinition; id: string | undefined }) {
  const [view] = useView(object.name);
  if (id) return <RecordScreen key={id} object={object} id={id} />;
  if (view === 'board' && boardObjects.has(object.name)) return <BoardScreen />;
  return <ListScreen key={object.name} object={object} />;
}

function Missing({ code }: { code: 'not_found' | 'forbidden' }) {
  const t = useTranslations('shell');
  const home = uiObjects[0];
  const error = new ApiError({ code, status: code === 'not_found' ? 404 : 403, message: '' });
  return (
    <ErrorState
      error={error}
      actions={
        home ? (
          <Button asChild>
            <Link href={`/${home.name}`}>{t('back_to_work')}</Link>
          </Button>
        ) : null
      }
    />
  );
}
