'use client';

import { useQuery } from '@tanstack/react-query';
import { X } from 'lucide-react';
import { useTranslations } from 'next-intl';
import type { CustomField } from '@/core/shape/custom-field';
import { type FieldRight, wider } from '@/core/shape/field-rights';
import type { RoleRights } from '@/identity/roles/rights';
import { customFieldsQuery } from '@/ui/patterns/object-scope';
import { Button } from '@/ui/primitives/button';
import { Combobox } from '@/ui/primitives/combobox';
import { Select } from '@/ui/primitives/select';
import { Tooltip } from '@/ui/primitives/tooltip';
import { ObjectIcon } from '@/ui/shell/object-icon';
import { useLabel } from '@/ui/shell/use-label';
import { choicesOf, type FieldChoice, withFieldRight } from './field-choices';
import { useGranted } from './use-granted';

interface Props {
  rights: RoleRights;
  onChange: (next: RoleRights) => void;
}

const none: readonly CustomField[] = [];

/** The fields a role does not show or write whole; all others it does. */
export function FieldRightsList({ rights, onChange }: Props) {
  const t = useTranslations('roles');
  const label = useLabel();
  const { data } = useQuery(customFieldsQuery);
  const choices = choicesOf(data?.data ?? none, label);
  const said = new Map<string, FieldRight>(
    Object.entries(rights.fields ?? {}).flatMap(([object, fields]) =>
      Object.entries(fields).map(([field, right]) => [`${object}.${field}`, right] as const),
    ),
  );
  const known = new Set(choices.map(({ path }) => path));
  // Of a field that was removed: it waits for it to come back.
  const others = [...said.keys()].filter((path) => !known.has(path)).map(goneOf);
  const listed = [...choices, ...others].filter(({ path }) => said.has(path));
  const set = (one: Pick<FieldChoice, 'object' | 'field'>, right: FieldRight | null) =>
    onChange(withFieldRight(rights, one, right));
  return (
    <div className="max-w-3xl">
      <ul aria-label={t('fields')} className="divide-y border-y empty:hidden">
        {listed.map((one) => (
          <Line
            key={one.path}
            choice={one}
            right={said.get(one.path) ?? 'hidden'}
            onChange={(right) => set(one, right)}
          />
        ))}
      </ul>
      <div className="mt-3 max-w-sm">
        <Combobox
          aria-label={t('add_field')}
          value={null}
          placeholder={t('add_field')}
          options={choices
            .filter(({ path }) => !said.has(path))
            .map(({ path, name, objectName, icon }) => ({
              value: path,
              label: `${objectName} · ${name}`,
              icon: <ObjectIcon name={icon} className="size-4 text-faint-foreground" />,
            }))}
          onValueChange={(path) => {
            const one = choices.find((choice) => choice.path === path);
            if (one) set(one, one.possible[0] ?? 'hidden');
          }}
        />
      </div>
    </div>
  );
}

const goneOf = (path: string): FieldChoice => {
  const [object = '', ...field] = path.split('.');
  const name = field.join('.');
  return { path, object, field: name, name, objectName: object, icon: '', possible: [] };
};

function Line({
  choice,
  right,
  onChange,
}: {
  choice: FieldChoice;
  right: FieldRight;
  onChange: (right: FieldRight | null) => void;
}) {
  const t = useTranslations('roles');
  const { fields } = useGranted();
  const { object, field, name, objectName, icon, possible } = choice;
  const own = fields?.[object]?.[field];
  const beyond = (one: FieldRight) => own !== undefined && wider(own, one) !== own;
  const named = `${objectName} · ${name}`;
  return (
    <li className="flex min-h-13 flex-wrap items-center gap-x-3 gap-y-2 py-2 text-sm">
      {icon ? <ObjectIcon name={icon} className="size-4 shrink-0 text-faint-foreground" /> : null}
      <span className="min-w-0 flex-1 basis-40">
        <span className="block break-words font-medium">{name}</span>
        <span className="block text-faint-foreground text-xs">{objectName}</span>
      </span>
      <Select<FieldRight>
        aria-label={t('field_named', { field: named })}
        className="w-40"
        value={right}
        options={(possible.length > 0 ? possible : [right]).map((value) => ({
          value,
          label: beyond(value)
            ? t('reach_beyond', { reach: t(`field_${value}`) })
            : t(`field_${value}`),
          disabled: beyond(value),
        }))}
        onValueChange={onChange}
      />
      <Tooltip content={t('field_full')}>
        <Button
          variant="ghost"
          size="icon-sm"
          aria-label={t('field_full_named', { field: named })}
          disabled={own !== undefined}
          onClick={() => onChange(null)}
        >
          <X aria-hidden />
        </Button>
      </Tooltip>
    </li>
  );
}
