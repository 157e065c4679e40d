'use client';

import { useQuery } from '@tanstack/react-query';
import { ListFilter, X } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { type FormEvent, useMemo, useState } from 'react';
import { datetime } from '@/core/shape/field';
import { uiObjects } from '@/registry.ui';
import { api } from '@/ui/data/api';
import { keys } from '@/ui/data/keys';
import { instantOf } from '@/ui/patterns/values/calendar';
import { editText } from '@/ui/patterns/values/format';
import { useLocaleInfo } from '@/ui/patterns/values/use-locale-info';
import { Button } from '@/ui/primitives/button';
import { cn } from '@/ui/primitives/cn';
import { Combobox } from '@/ui/primitives/combobox';
import { FormField } from '@/ui/primitives/field';
import { Input } from '@/ui/primitives/input';
import { useLabel } from '@/ui/shell/use-label';
import { useAllMembers } from '../members/use-all-members';
import { useEventNames } from '../use-event-names';
import type { AuditFilter } from './use-audit-filter';

interface Props {
  filter: AuditFilter;
  onChange: (change: AuditFilter | null) => void;
}

const sources = ['web', 'api', 'import', 'system'] as const;

/** What the list is chosen by. On phones it stays folded until it is asked for. */
export function AuditFilters({ filter, onChange }: Props) {
  const t = useTranslations('audit');
  const label = useLabel();
  const [open, setOpen] = useState(false);
  const words = useTranslations('members');
  const members = useAllMembers();
  const kinds = useKinds();
  const count = Object.keys(filter).length;
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
  };
  return (
    <>
      <Button
        className="mb-3 md:hidden"
        aria-expanded={open}
        aria-controls="audit-filters"
        onClick={() => setOpen(!open)}
      >
        <ListFilter aria-hidden />
        {count > 0 ? t('filters_set', { count }) : t('filters')}
      </Button>
      <form
        id="audit-filters"
        aria-label={t('filters')}
        method="post"
        onSubmit={submit}
        className={cn('mb-4 grid grid-cols-3 gap-3 max-md:grid-cols-1', !open && 'max-md:hidden')}
      >
        <TimeFilter name="from" filter={filter} onChange={onChange} />
        <TimeFilter name="to" filter={filter} onChange={onChange} />
        <FormField label={t('person')}>
          {(control) => (
            <Combobox
              {...control}
              clearable
              value={filter.actor_id ?? null}
              placeholder={t('anybody')}
              selected={filter.actor_id ? { value: filter.actor_id, label: t('somebody') } : null}
              options={(members.data?.data ?? []).map(({ id, name, email, status }) => ({
                value: id,
                label: name,
                detail: status === 'active' ? email : words(`status_${status}`),
              }))}
              onValueChange={(actor_id) => onChange({ actor_id: actor_id ?? '' })}
            />
          )}
        </FormField>
        <FormField label={t('kind')}>
          {(control) => (
            <Combobox
              {...control}
              clearable
              value={filter.name ?? null}
              placeholder={t('anything')}
              selected={filter.name ? { value: filter.name, label: filter.name } : null}
              options={kinds}
              onValueChange={(name) => onChange({ name: name ?? '' })}
            />
          )}
        </FormField>
        <FormField label={t('object')}>
          {(control) => (
            <Combobox
              {...control}
              clearable
              value={filter.object ?? null}
              placeholder={t('anything')}
              selected={filter.object ? { value: filter.object, label: filter.object } : null}
              options={uiObjects.map((one) => ({
                value: one.name,
                label: label(one.label_plural),
              }))}
              onValueChange={(object) => onChange({ object: object ?? '' })}
            />
          )}
        </FormField>
        <FormField label={t('source')}>
          {(control) => (
            <Combobox
              {...control}
              clearable
              value={filter.source ?? null}
              placeholder={t('anywhere')}
              selected={filter.source ? { value: filter.source, label: filter.source } : null}
              options={sources.map((value) => ({ value, label: t(`source_${value}`) }))}
              onValueChange={(source) => onChange({ source: source ?? '' })}
            />
          )}
        </FormField>
        <FormField label={t('address')}>
          {(control) => (
            <Input
              {...control}
              key={filter.ip}
              defaultValue={filter.ip}
              maxLength={45}
              placeholder="192.0.2.1"
              onBlur={({ target }) =>
                target.value.trim() !== (filter.ip ?? '') && onChange({ ip: target.value.trim() })
              }
            />
          )}
        </FormField>
        <div className="col-span-2 flex flex-wrap items-end gap-2 max-md:col-span-1">
          {(['record_id', 'request_id', 'actor_kind'] as const).map((name) =>
            filter[name] ? (
              <Button
                key={name}
                aria-label={t(`without_${name}`)}
                onClick={() => onChange({ [name]: '' })}
              >
                {t(`only_${name}`)}
                <X aria-hidden />
              </Button>
            ) : null,
          )}
          {count > 0 ? (
            <Button variant="ghost" onClick={() => onChange(null)}>
              {t('clear')}
            </Button>
          ) : null}
        </div>
      </form>
    </>
  );
}

interface EventGroup {
  readonly subject: string;
  readonly events: readonly string[];
}

/** Kinds of events in words: everything of a subject, then each. */
function useKinds() {
  const names = useEventNames();
  const { data } = useQuery({
    queryKey: keys.eventNames,
    queryFn: ({ signal }) => api<EventGroup[]>('GET', '/events/names', undefined, { signal }),
    staleTime: Number.POSITIVE_INFINITY,
  });
  return (data?.data ?? []).flatMap(({ subject, events }) =>
    (events.length > 1 ? [`${subject}.*`, ...events] : events).map((value) => ({
      value,
      label: names.pattern(value),
    })),
  );
}

const day = datetime({ en: '', tr: '' });

/** A minute by the company's clock; in the address an instant. */
function TimeFilter({ name, filter, onChange }: Props & { name: 'from' | 'to' }) {
  const t = useTranslations('audit');
  const locale = useLocaleInfo();
  const given = filter[name] ?? '';
  const shown = useMemo(
    () => (Number.isNaN(Date.parse(given)) ? '' : editText(day, given, locale).replace(' ', 'T')),
    [given, locale],
  );
  const take = (text: string) => {
    const parts = /^(\d{4}-\d{2}-\d{2})T(\d{2}):(\d{2})/.exec(text);
    if (!parts) return onChange({ [name]: '' });
    const [, date = '', hours, minutes] = parts;
    const instant = instantOf(date, Number(hours), Number(minutes), locale.timeZone);
    onChange({ [name]: instant.toISOString() });
  };
  return (
    <FormField label={t(`time_${name}`)}>
      {(control) => (
        <Input
          {...control}
          key={shown}
          type="datetime-local"
          min="1970-01-02T00:00"
          max="9999-12-31T00:00"
          defaultValue={shown}
          onBlur={({ target }) => target.value !== shown && take(target.value)}
        />
      )}
    </FormField>
  );
}
