'use client';

import { useTranslations } from 'next-intl';
import { usePresence } from '@/ui/data/live/use-presence';
import { useSession } from '@/ui/data/session';
import { Avatar } from '@/ui/primitives/avatar';
import { Tooltip } from '@/ui/primitives/tooltip';

const shown = 3;

/** Other people who look at the record right now. Nothing when there are none. */
export function RecordPresence({ object, id }: { object: string; id: string }) {
  const t = useTranslations('record');
  const { user } = useSession();
  const others = usePresence(object, id).filter((one) => one.id !== user.id);
  if (others.length === 0) return null;
  const more = others.slice(shown);
  return (
    <ul aria-label={t('also_here')} className="-space-x-1.5 mx-1 flex items-center">
      {others.slice(0, shown).map((one) => (
        <Face key={one.id} label={t('is_here', { name: one.name })}>
          <Avatar name={one.name} id={one.id} />
        </Face>
      ))}
      {more.length > 0 ? (
        <Face label={t('are_here', { names: more.map(({ name }) => name).join(', ') })}>
          <span
            aria-hidden
            className="flex size-6 items-center justify-center rounded-full bg-muted font-medium text-[10px] text-muted-foreground tabular-nums"
          >
            +{more.length}
          </span>
        </Face>
      ) : null}
    </ul>
  );
}

function Face({ label, children }: { label: string; children: React.ReactNode }) {
  return (
    <li className="flex">
      <Tooltip content={label}>
        <span
          role="img"
          aria-label={label}
          // biome-ignore lint/a11y/noNoninteractiveTabindex: the name must be reachable by keyboard
          tabIndex={0}
          className="rounded-full ring-2 ring-background outline-none focus-visible:ring-ring"
        >
          {children}
        </span>
      </Tooltip>
    </li>
  );
}
