'use client';

import { useTranslations } from 'next-intl';
import { uiObjectMap } from '@/registry.ui';
import type { RecordData } from '@/ui/data/types';
import { Link } from '@/ui/shell/navigation';
import { ObjectIcon } from '@/ui/shell/object-icon';
import { useLabel } from '@/ui/shell/use-label';
import { objectOf, type Part, parts } from './use-conversion';

export type Links = Readonly<
  Partial<Record<Part, { readonly id: string; readonly title: string | null } | null>>
>;

/** What a lead became, each a link to it. */
export function CameOf({ links }: { links: Links }) {
  const t = useTranslations('leads');
  const label = useLabel();
  return (
    <ul className="flex flex-col gap-0.5">
      {parts.map((part) => {
        const found = links[part];
        const object = uiObjectMap.get(objectOf[part]);
        return found && object ? (
          <li key={part}>
            <Link
              href={`/${object.name}/${found.id}`}
              className="-mx-1.5 flex min-h-8 items-center gap-2 rounded-md px-1.5 hover:bg-hover max-md:min-h-11 [&_svg]:size-4 [&_svg]:shrink-0 [&_svg]:text-faint-foreground"
            >
              <ObjectIcon name={object.icon} />
              <span className="min-w-0 truncate font-medium">{found.title ?? t('hidden')}</span>
              <span className="shrink-0 text-muted-foreground text-xs">{label(object.label)}</span>
            </Link>
          </li>
        ) : null;
      })}
    </ul>
  );
}

/** What a converted lead became, from the record with its references included. */
export function linksOf(record: RecordData): Links {
  const of = (part: string) => {
    const id = record[`converted_${part}_id`];
    const related = record[`converted_${part}`] as { title: string } | null | undefined;
    return typeof id === 'string' ? { id, title: related?.title ?? null } : null;
  };
  return { account: of('account'), contact: of('contact'), deal: of('deal') };
}
