'use client';

import { Globe, Lock, Mail, Phone } from 'lucide-react';
import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import type { FieldKind } from '@/core/shape/field';
import type { RecordData } from '@/ui/data/types';
import { Avatar } from '@/ui/primitives/avatar';
import { Button } from '@/ui/primitives/button';
import { recordExtras } from '@/ui/record-extras';
import { valueAt } from '../model/entries';
import type { ObjectScope } from '../object-scope';
import { telling } from '../values/telling';
import { Value } from '../values/value';

/** Who or what it is, where it stands, and the quickest ways to reach it. */
export function Identity({ scope, record }: { scope: ObjectScope; record: RecordData }) {
  const t = useTranslations('record');
  const status = scope.entries.find(
    (entry) => entry.field.kind === 'choice' && entry.field.column !== undefined,
  );
  const quick = scope.entries.filter(
    (entry) => entry.field.quick && !scope.object.title.includes(entry.path),
  );
  const subtitle = ['text', 'ref'].flatMap(
    (kind) => quick.find((entry) => entry.field.kind === kind) ?? [],
  );
  const first = (kind: FieldKind): string | null => {
    const values = scope.entries
      .filter(({ field, custom }) => field.kind === kind && !custom && !field.masked)
      .map((entry) => valueAt(record, entry.path));
    return (
      (values.find((value) => typeof value === 'string' && value !== '') as string | undefined) ??
      null
    );
  };
  const [mail, phone, site] = [first('email'), first('phone'), first('url')];
  const Extra = recordExtras[scope.object.name];
  return (
    <div className="flex flex-col gap-3 border-b px-4 py-4">
      <div className="flex items-start gap-3">
        <Avatar
          size="lg"
          name={record.title}
          id={record.id}
          square={scope.object.title.length === 1}
        />
        <div className="min-w-0 flex-1">
          <h2 className="break-words font-semibold text-lg leading-tight">
            {record.title}
            {record.private === true ? (
              <Lock
                role="img"
                aria-label={t('private')}
                className="ms-1.5 inline size-4 align-baseline text-muted-foreground"
              />
            ) : null}
          </h2>
          <p className="flex flex-wrap gap-x-1.5 text-muted-foreground">
            {telling(subtitle, record).map((entry) => (
              <Value
                key={entry.path}
                entry={entry}
                value={valueAt(record, entry.path)}
                record={record}
                full={entry.field.kind === 'ref'}
              />
            ))}
          </p>
        </div>
        {status ? (
          <Value entry={status} value={valueAt(record, status.path)} record={record} />
        ) : null}
      </div>
      {mail || phone || site || Extra ? (
        <div className="flex flex-wrap gap-1.5 empty:hidden">
          {mail ? (
            <Way href={`mailto:${mail}`} icon={<Mail aria-hidden />} label={t('write_mail')} />
          ) : null}
          {phone ? (
            <Way href={`tel:${phone}`} icon={<Phone aria-hidden />} label={t('call')} />
          ) : null}
          {site && /^https?:/.test(site) ? (
            <Way href={site} icon={<Globe aria-hidden />} label={t('visit')} outside />
          ) : null}
          {Extra ? <Extra record={record} /> : null}
        </div>
      ) : null}
    </div>
  );
}

function Way({
  href,
  icon,
  label,
  outside,
}: {
  href: string;
  icon: ReactNode;
  label: string;
  outside?: boolean;
}) {
  return (
    <Button asChild size="sm">
      <a href={href} {...(outside ? { target: '_blank', rel: 'noreferrer' } : {})}>
        {icon}
        {label}
      </a>
    </Button>
  );
}
