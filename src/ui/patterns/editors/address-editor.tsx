'use client';

import { Plus, X } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useEffect, useRef, useState } from 'react';
import type { Address, LabelledAddress } from '@/core/shape/field';
import { Button } from '@/ui/primitives/button';
import { Input } from '@/ui/primitives/input';
import { countryName } from '../values/format';
import { useLabelNames } from '../values/label-names';
import { useLocaleInfo } from '../values/use-locale-info';
import type { EditorProps } from './editor';

const parts = ['street', 'postal_code', 'city', 'state', 'country'] as const;

/** One postal address, part by part. */
export function AddressEditor({ entry, value, onChange, control, autoFocus }: EditorProps) {
  const { language } = useLocaleInfo();
  const [address, setAddress] = useState<Address>(() =>
    spelled((value as Address | null) ?? {}, language),
  );
  return (
    <div
      role="group"
      id={control.id}
      aria-label={control['aria-label'] ?? entry.field.label[language]}
      aria-describedby={control['aria-describedby']}
    >
      <AddressParts
        value={address}
        autoFocus={autoFocus === true}
        onChange={(next) => {
          setAddress(next);
          onChange(cleaned(next));
        }}
      />
    </div>
  );
}

/** Several labelled addresses. */
export function AddressesEditor({ entry, value, onChange, control, autoFocus }: EditorProps) {
  const t = useTranslations('record');
  const { language } = useLocaleInfo();
  const { nameOf, labelOf } = useLabelNames();
  const next = useRef(0);
  const [rows, setRows] = useState(() =>
    ((value as LabelledAddress[] | null) ?? []).map((address) => ({
      key: next.current++,
      address: spelled(address, language),
    })),
  );
  const report = (list: typeof rows) => {
    setRows(list);
    const read = list
      .map(({ address }) => ({ ...address, ...cleaned(address) }))
      .filter((one) => cleaned(one));
    const primary = Math.max(
      0,
      read.findIndex((one) => one.primary),
    );
    onChange(
      read.map((one, at) => ({ ...one, label: one.label || null, primary: at === primary })),
    );
  };
  return (
    <div
      role="group"
      id={control.id}
      aria-label={control['aria-label'] ?? entry.field.label[language]}
      className="flex flex-col gap-3"
    >
      {rows.map(({ key, address }, at) => (
        <div key={key} className="flex flex-col gap-1.5 border-b pb-3">
          <div className="flex gap-1">
            <Input
              value={nameOf(address.label)}
              placeholder={t('label')}
              aria-label={t('label_of', { name: `${at + 1}` })}
              onChange={(event) =>
                report(
                  rows.map((row) =>
                    row.key === key
                      ? { key, address: { ...address, label: labelOf(event.target.value) } }
                      : row,
                  ),
                )
              }
            />
            <Button
              variant="ghost"
              size="icon-sm"
              aria-label={t('remove_named', { name: address.label ?? `${at + 1}` })}
              onClick={() => report(rows.filter((row) => row.key !== key))}
            >
              <X aria-hidden />
            </Button>
          </div>
          <AddressParts
            value={address}
            autoFocus={autoFocus === true && at === 0}
            onChange={(part) =>
              report(
                rows.map((row) =>
                  row.key === key ? { key, address: { ...address, ...part } } : row,
                ),
              )
            }
          />
        </div>
      ))}
      <div>
        <Button
          variant="ghost"
          size="sm"
          onClick={() => setRows([...rows, { key: next.current++, address: { label: null } }])}
        >
          <Plus aria-hidden />
          {t('add_another')}
        </Button>
      </div>
    </div>
  );
}

function AddressParts({
  value,
  onChange,
  autoFocus,
}: {
  value: Address;
  onChange: (value: Address) => void;
  autoFocus: boolean;
}) {
  const t = useTranslations('record');
  const first = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (autoFocus) first.current?.focus();
  }, [autoFocus]);
  return (
    <div className="grid grid-cols-2 gap-1.5">
      {parts.map((part) => (
        <Input
          key={part}
          ref={part === 'street' ? first : null}
          className={part === 'street' ? 'col-span-2' : ''}
          value={value[part] ?? ''}
          placeholder={t(`address.${part}`)}
          aria-label={t(`address.${part}`)}
          autoComplete="off"
          onChange={(event) => onChange({ ...value, [part]: event.target.value })}
        />
      ))}
    </div>
  );
}

/** With the country's name instead of its code; the server knows it by either. */
const spelled = <A extends Address>(address: A, language: string): A =>
  address.country ? { ...address, country: countryName(address.country, language) } : address;

/** Only the parts that say something; null when none does. */
function cleaned(address: Address): Address | null {
  const kept = parts.flatMap((part) =>
    address[part]?.trim() ? [[part, address[part]?.trim()] as const] : [],
  );
  return kept.length > 0 ? Object.fromEntries(kept) : null;
}
