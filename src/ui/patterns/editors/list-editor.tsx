'use client';

import { Plus, Star, X } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useEffect, useRef, useState } from 'react';
import type { LabelledValue } from '@/core/shape/field';
import { Button } from '@/ui/primitives/button';
import { cn } from '@/ui/primitives/cn';
import { Input } from '@/ui/primitives/input';
import { useLabelNames } from '../values/label-names';
import { parseText } from '../values/parse';
import { useLocaleInfo } from '../values/use-locale-info';
import type { EditorProps } from './editor';

const labels = {
  emails: ['work', 'home', 'other'],
  phones: ['mobile', 'work', 'home', 'fax', 'other'],
  links: ['website', 'linkedin', 'x', 'other'],
} as const;
const single = { emails: 'email', phones: 'phone', links: 'url' } as const;

interface Row extends LabelledValue {
  key: number;
}

/** Labelled mails, phones or links; one is the primary. Rows being typed live here, readable ones are reported. */
export function ListEditor({ entry, value, onChange, onInvalid, control, autoFocus }: EditorProps) {
  const t = useTranslations('record');
  const locale = useLocaleInfo();
  const { nameOf, labelOf } = useLabelNames();
  const kind = entry.field.kind as keyof typeof labels;
  const next = useRef(0);
  const [rows, setRows] = useState<Row[]>(() =>
    withBlank(
      ((value as LabelledValue[] | null) ?? []).map((one) => ({ ...one, key: next.current++ })),
    ),
  );
  const first = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (autoFocus) first.current?.focus();
  }, [autoFocus]);

  function withBlank(list: Row[]): Row[] {
    return list.length > 0
      ? list
      : [{ key: next.current++, label: labels[kind][0], value: '', primary: true }];
  }
  const report = (list: Row[]) => {
    setRows(list);
    const read = list
      .filter((row) => row.value.trim() !== '')
      .map((row) => ({
        row,
        parsed: parseText({ kind: single[kind], label: entry.field.label }, row.value, locale),
      }));
    const wrong = read.find(({ parsed }) => 'code' in parsed);
    if (wrong && 'code' in wrong.parsed) return onInvalid?.(wrong.parsed.code);
    onInvalid?.(null);
    const primary = read.findIndex(({ row }) => row.primary);
    onChange(
      read.map(({ row: { key: _key, primary: _primary, ...rest }, parsed }, at) => ({
        ...rest,
        label: rest.label || null,
        value: 'value' in parsed ? parsed.value : rest.value,
        ...(kind === 'links' ? {} : { primary: at === Math.max(primary, 0) }),
      })),
    );
  };
  const change = (key: number, part: Partial<Row>) =>
    report(rows.map((row) => (row.key === key ? { ...row, ...part } : row)));
  const name = control['aria-label'] ?? entry.field.label[locale.language];

  return (
    <div
      role="group"
      aria-label={name}
      id={control.id}
      aria-describedby={control['aria-describedby']}
      className="flex flex-col gap-1.5"
    >
      {rows.map((row, at) => (
        <div key={row.key} className="flex items-center gap-1">
          <Input
            ref={at === 0 ? first : null}
            value={row.value}
            aria-label={`${name} ${at + 1}`}
            aria-invalid={control['aria-invalid']}
            type={kind === 'emails' ? 'email' : 'text'}
            inputMode={kind === 'phones' ? 'tel' : kind === 'links' ? 'url' : 'email'}
            autoComplete="off"
            onChange={(event) => change(row.key, { value: event.target.value })}
          />
          <Input
            value={nameOf(row.label)}
            aria-label={t('label_of', { name: `${name} ${at + 1}` })}
            placeholder={t('label')}
            list={`${kind}-labels`}
            className="w-24 shrink-0"
            onChange={(event) => change(row.key, { label: labelOf(event.target.value) })}
          />
          {kind === 'links' ? null : (
            <Button
              variant="ghost"
              size="icon-sm"
              aria-pressed={row.primary === true}
              aria-label={t('make_primary')}
              title={t('make_primary')}
              onClick={() => report(rows.map((one) => ({ ...one, primary: one.key === row.key })))}
            >
              <Star aria-hidden className={cn(row.primary && 'fill-current text-primary-text')} />
            </Button>
          )}
          <Button
            variant="ghost"
            size="icon-sm"
            aria-label={t('remove_named', { name: row.value || `${name} ${at + 1}` })}
            onClick={() => report(withBlank(rows.filter((one) => one.key !== row.key)))}
          >
            <X aria-hidden />
          </Button>
        </div>
      ))}
      <datalist id={`${kind}-labels`}>
        {labels[kind].map((label) => (
          <option key={label} value={nameOf(label)} />
        ))}
      </datalist>
      <div>
        <Button
          variant="ghost"
          size="sm"
          onClick={() =>
            setRows([
              ...rows,
              {
                key: next.current++,
                label: labels[kind][Math.min(rows.length, labels[kind].length - 1)] ?? null,
                value: '',
                primary: rows.length === 0,
              },
            ])
          }
        >
          <Plus aria-hidden />
          {t('add_another')}
        </Button>
      </div>
    </div>
  );
}
