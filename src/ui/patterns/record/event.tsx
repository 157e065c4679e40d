'use client';

import { ArchiveRestore, ArrowRightLeft, PencilLine, Plus, Trash2, Undo2 } from 'lucide-react';
import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { RelativeTime } from '@/ui/primitives/time';
import { Link } from '@/ui/shell/navigation';
import type { ObjectScope } from '../object-scope';
import { isEmpty } from '../values/empty';
import { Changes, currenciesOf, shownChanges } from './changes';
import type { HistoryEntry } from './history-entry';
import { MomentTools, RestoreValue } from './past-tools';
import type { Past } from './use-past';

/** Verbs with a sentence of their own. */
const verbs = [
  ...(['created', 'updated', 'deleted', 'restored'] as const),
  ...(['converted', 'unconverted', 'lead_converted', 'lead_unconverted'] as const),
  ...(['link_created', 'links_ended'] as const),
  ...(['customer_opened', 'customer_accepted', 'customer_declined'] as const),
] as const;
const isSaid = (verb: string): verb is (typeof verbs)[number] => verbs.some((one) => one === verb);

const icons: Readonly<Record<string, ReactNode>> = {
  converted: <ArrowRightLeft aria-hidden />,
  unconverted: <Undo2 aria-hidden />,
  lead_converted: <ArrowRightLeft aria-hidden />,
  lead_unconverted: <Undo2 aria-hidden />,
  created: <Plus aria-hidden />,
  updated: <PencilLine aria-hidden />,
  deleted: <Trash2 aria-hidden />,
  restored: <ArchiveRestore aria-hidden />,
};

/** One change of a record in a sentence; the state after it can be looked at and brought back. */
export function Event({
  scope,
  event,
  past,
  newest,
}: {
  scope: ObjectScope;
  event: HistoryEntry;
  past: Past;
  newest: boolean;
}) {
  const t = useTranslations('record');
  const verb = event.name.split('.')[1] ?? 'updated';
  const who = event.actor.name ?? t(verb.startsWith('customer_') ? 'customer' : 'system');
  const changes = shownChanges(scope, event.changes);
  const isCreation = verb === 'created';
  const list = isCreation
    ? changes.filter((change) => !isEmpty(change.after) && change.after !== false)
    : changes;
  const said = isSaid(verb) ? verb : 'updated';
  const lead = event.changes.find(({ field }) => field === 'lead_id')?.after;
  return (
    <li className="group/event relative flex gap-3">
      <span className="z-10 flex size-6 shrink-0 items-center justify-center rounded-full border bg-background text-faint-foreground [&_svg]:size-3.5">
        {icons[verb] ?? icons.updated}
      </span>
      <div className="min-w-0 flex-1">
        <p className="py-0.5">
          <span className="font-medium">{who}</span>{' '}
          <span className="text-muted-foreground">{t(`did.${said}`, { count: list.length })}</span>{' '}
          {event.source === 'import' || event.source === 'api' ? (
            <span className="text-muted-foreground">{t(`by.${event.source}`)} </span>
          ) : null}
          <RelativeTime value={event.created_at} className="text-faint-foreground text-xs" />
          {newest ? null : <MomentTools past={past} event={event} />}
        </p>
        {typeof lead === 'string' ? (
          <Link href={`/leads/${lead}`} className="underline underline-offset-4">
            {event.names[lead] ?? t('unknown_record')}
          </Link>
        ) : list.length > 0 ? (
          <Changes
            scope={scope}
            names={event.names}
            changes={list}
            currencies={currenciesOf(event.changes, past.record)}
            plain={isCreation}
            action={(change) => <RestoreValue past={past} event={event} change={change} />}
          />
        ) : null}
      </div>
    </li>
  );
}
