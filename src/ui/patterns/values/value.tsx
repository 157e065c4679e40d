'use client';

import { Check } from 'lucide-react';
import dynamic from 'next/dynamic';
import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import type { ChipColor, Field, LabelledAddress, LabelledValue } from '@/core/shape/field';
import { Avatar } from '@/ui/primitives/avatar';
import { Badge } from '@/ui/primitives/badge';
import { cn } from '@/ui/primitives/cn';
import { Link } from '@/ui/shell/navigation';
import type { Related } from '../editors/editor';
import type { Entry } from '../model/entries';
import { useMembers } from '../records/use-members';
import { checklistProgress } from './checklist';
import { isEmpty } from './empty';
import {
  choiceLabel,
  formatAddress,
  formatInstant,
  formatRelative,
  formatValue,
  relatedOf,
} from './format';
import { useLabelNames } from './label-names';
import { formatPhone } from './phone';
import { useLocaleInfo } from './use-locale-info';
import { useValueWords } from './use-value-words';
import { Worth } from './worth';

// Only where a record is read in full.
const LongText = dynamic(() => import('./long-text').then((module) => module.LongText));

export interface ValueProps {
  entry: Entry;
  value: unknown;
  record: Readonly<Record<string, unknown>>;
  /** Makes addresses, numbers and references clickable, and lists open out: the record page. */
  full?: boolean;
  /** Draws no links: the whole row is one already. */
  plain?: boolean;
}

/** One value, drawn for its kind. Nothing at all when it is empty. */
export function Value({ entry, value, record, full, plain }: ValueProps): ReactNode {
  const locale = useLocaleInfo();
  const words = useValueWords();
  const { field } = entry;
  if (isEmpty(value) || (field.kind === 'boolean' && !value && !full)) return null;
  const text = formatValue(entry, value, record, locale, words);
  // Nobody is reached by a mask.
  if (field.masked) return text;
  switch (field.kind) {
    case 'boolean':
      return full ? text : <Check aria-label={text} className="size-4 text-muted-foreground" />;
    case 'choice':
      return <Badge color={colorOf(field, String(value))}>{text}</Badge>;
    case 'multi_choice':
    case 'tags':
      return (
        <Chips
          field={field}
          values={value as string[]}
          language={locale.language}
          wrap={full === true}
        />
      );
    case 'user':
      return <Person entry={entry} value={value} record={record} />;
    case 'ref':
      return plain ? text : <Reference entry={entry} record={record} focusable={full === true} />;
    case 'datetime':
      return (
        <time dateTime={String(value)} title={formatInstant(String(value), locale)}>
          {full ? (
            <>
              {formatInstant(String(value), locale)}{' '}
              <span className="whitespace-nowrap text-faint-foreground">
                {formatRelative(String(value), locale)}
              </span>
            </>
          ) : (
            formatRelative(String(value), locale)
          )}
        </time>
      );
    case 'emails':
    case 'phones':
    case 'links':
      return full ? <Labelled kind={field.kind} list={value as LabelledValue[]} /> : text;
    case 'addresses':
      return full ? (
        <Addresses list={value as LabelledAddress[]} language={locale.language} />
      ) : (
        text
      );
    case 'email':
    case 'phone':
    case 'url':
      return full ? <Reach kind={field.kind} value={String(value)} /> : shortUrl(field, text);
    case 'long_text':
      if (field.format === 'checklist' && !full) return checklistProgress(value);
      if (field.format === 'markdown') return full ? <LongText text={String(value)} /> : text;
      return full ? <span className="whitespace-pre-wrap break-words">{text}</span> : text;
    case 'money':
      return field.base ? (
        <>
          {text} <Worth record={record} base={record[field.base]} />
        </>
      ) : (
        text
      );
    default:
      return text;
  }
}

const colorOf = (field: Field, value: string): ChipColor | undefined =>
  field.choices?.find((choice) => choice.value === value)?.color;

const shortUrl = (field: Field, value: string): string =>
  field.kind === 'url' ? value.replace(/^https?:\/\/(www\.)?/, '').replace(/\/$/, '') : value;

function Chips({
  field,
  values,
  language,
  wrap,
}: {
  field: Field;
  values: string[];
  language: 'en' | 'tr';
  wrap: boolean;
}) {
  return (
    <span className={wrap ? 'flex flex-wrap gap-1' : 'flex min-w-0 gap-1 overflow-hidden'}>
      {values.map((value) => (
        <Badge key={value} color={colorOf(field, value)}>
          {field.kind === 'tags' ? value : choiceLabel(field, value, language)}
        </Badge>
      ))}
    </span>
  );
}

function Person({
  entry,
  value,
  record,
}: {
  entry: Entry;
  value: unknown;
  record: Readonly<Record<string, unknown>>;
}) {
  const included = relatedOf(entry, record) as (Related & { avatar_url?: string | null }) | null;
  const members = useMembers(included === null);
  const person = included ?? members.data?.find((one) => one.id === value);
  if (!person) return null;
  return (
    <span className="flex min-w-0 items-center gap-1.5">
      <Avatar size="xs" name={person.title} id={person.id} src={person.avatar_url} />
      <span className="truncate">{person.title}</span>
    </span>
  );
}

function Reference({
  entry,
  record,
  focusable,
}: {
  entry: Entry;
  record: Readonly<Record<string, unknown>>;
  focusable: boolean;
}) {
  const related = relatedOf(entry, record);
  if (!related) return null;
  return (
    <Link
      href={`/${entry.field.target}/${related.id}`}
      {...(focusable ? {} : { tabIndex: -1 })}
      className={cn('underline-offset-4 hover:underline', focusable ? 'break-words' : 'truncate')}
    >
      {related.title}
    </Link>
  );
}

const schemes = {
  email: 'mailto:',
  phone: 'tel:',
  url: '',
  emails: 'mailto:',
  phones: 'tel:',
  links: '',
} as const;

/** Mail, call or visit in one click. Anything that is no web address stays text. */
export function Reach({ kind, value }: { kind: keyof typeof schemes; value: string }) {
  const isWeb = kind === 'url' || kind === 'links';
  const isPhone = kind === 'phone' || kind === 'phones';
  if (isWeb && !/^https?:\/\//i.test(value)) return value;
  return (
    <a
      href={schemes[kind] + value}
      {...(isWeb ? { target: '_blank', rel: 'noreferrer' } : {})}
      className="text-primary-text underline-offset-4 [overflow-wrap:anywhere] hover:underline"
    >
      {isWeb
        ? value.replace(/^https?:\/\/(www\.)?/, '').replace(/\/$/, '')
        : isPhone
          ? formatPhone(value)
          : value}
    </a>
  );
}

function Labelled({ kind, list }: { kind: 'emails' | 'phones' | 'links'; list: LabelledValue[] }) {
  const t = useTranslations('record');
  const { nameOf } = useLabelNames();
  return (
    <ul className="flex flex-col gap-1">
      {list.map((one) => (
        <li key={one.value} className="flex flex-wrap items-baseline gap-x-2">
          <Reach kind={kind} value={one.value} />
          {one.extension ? <span>{t('extension', { number: one.extension })}</span> : null}
          <span className="text-faint-foreground text-xs">
            {[nameOf(one.label), one.primary && list.length > 1 ? t('primary') : null]
              .filter(Boolean)
              .join(' · ')}
          </span>
        </li>
      ))}
    </ul>
  );
}

function Addresses({ list, language }: { list: LabelledAddress[]; language: string }) {
  const { nameOf } = useLabelNames();
  return (
    <ul className="flex flex-col gap-1">
      {list.map((one) => (
        <li key={`${one.label}${formatAddress(one, language)}`}>
          {formatAddress(one, language)}{' '}
          <span className="text-faint-foreground text-xs">{nameOf(one.label)}</span>
        </li>
      ))}
    </ul>
  );
}
