'use client';

import { useTranslations } from 'next-intl';
import { recordVerbs } from '@/identity/permissions';
import { uiObjects } from '@/registry.ui';
import { useCan } from '@/ui/data/session';
import { Checkbox } from '@/ui/primitives/checkbox';
import { FieldError } from '@/ui/primitives/field';
import { useLabel } from '@/ui/shell/use-label';

/** Reading each kind of records. */
export const everyRead = uiObjects.map(({ name }) => `${name}:read`);

export interface ScopePickerProps {
  /** `contacts:read` and so on. */
  value: ReadonlySet<string>;
  onValueChange: (value: ReadonlySet<string>) => void;
  /** Of the form; those of `scopes` and of its entries are told. */
  errors: Readonly<Record<string, string>>;
}

/** What a key may do: a table of objects and verbs, of which one can give only what one has. */
export function ScopePicker({ value, onValueChange, errors }: ScopePickerProps) {
  const t = useTranslations('api_keys');
  const label = useLabel();
  const can = useCan();
  const toggle = (scope: string) => {
    const next = new Set(value);
    if (!next.delete(scope)) next.add(scope);
    onValueChange(next);
  };
  const error = Object.entries(errors).find(([path]) => path.split('.', 1)[0] === 'scopes')?.[1];
  return (
    <>
      <div
        className="overflow-x-auto rounded-md border"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a wide table must be scrollable by keyboard
        tabIndex={0}
        role="region"
        aria-label={t('scope_table')}
      >
        <table className="w-full text-sm">
          <thead>
            <tr className="border-b bg-surface text-faint-foreground text-xs">
              <th scope="col" className="px-3 py-2 text-left font-normal">
                {t('object')}
              </th>
              {recordVerbs.map((verb) => (
                <th key={verb} scope="col" className="px-2 py-2 font-normal">
                  {t(`verb_${verb}`)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {uiObjects.map((object) => (
              <tr key={object.name} className="border-b last:border-0">
                <th scope="row" className="px-3 py-2 text-left font-medium">
                  {label(object.label_plural)}
                </th>
                {recordVerbs.map((verb) => {
                  const scope = `${object.name}:${verb}`;
                  return (
                    <td key={verb} className="px-2 py-2 text-center max-md:px-3">
                      <Checkbox
                        aria-label={`${label(object.label_plural)}: ${t(`verb_${verb}`)}`}
                        checked={value.has(scope)}
                        disabled={!can(scope) && !value.has(scope)}
                        onCheckedChange={() => toggle(scope)}
                      />
                    </td>
                  );
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {error ? <FieldError>{error}</FieldError> : null}
    </>
  );
}
