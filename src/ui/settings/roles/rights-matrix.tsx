'use client';

import { RotateCcw, Shapes } from 'lucide-react';
import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import type { ObjectDefinition } from '@/core/shape/object';
import { isOwned } from '@/core/shape/reach';
import { recordVerbs } from '@/identity/permissions';
import { mayGive, type RoleRights } from '@/identity/roles/rights';
import { useIsPhone } from '@/ui/patterns/use-is-phone';
import { Button } from '@/ui/primitives/button';
import { Tooltip } from '@/ui/primitives/tooltip';
import { ObjectIcon } from '@/ui/shell/object-icon';
import { useLabel } from '@/ui/shell/use-label';
import { RightCell } from './right-cell';
import { rightObjects, withoutObject } from './types';
import { useGranted } from './use-granted';

interface Props {
  rights: RoleRights;
  onChange: (next: RoleRights) => void;
}

/** A line of the matrix: an object, or all that are not named. */
interface Line {
  readonly name: string;
  readonly label: string;
  readonly icon: ReactNode;
  /** Rights can go as far as owners and teams. */
  readonly owned: boolean;
  readonly importable: boolean;
  /** Says something of its own; else it follows the line of all others. */
  readonly own: boolean;
}

/** Objects against what may be done with them. Cards on phones. */
export function RightsMatrix({ rights, onChange }: Props) {
  const t = useTranslations('roles');
  const label = useLabel();
  const phone = useIsPhone();
  const granted = useGranted();
  const lineOf = (object: ObjectDefinition): Line => ({
    name: object.name,
    label: label(object.label_plural),
    icon: <ObjectIcon name={object.icon} className="size-4 shrink-0 text-faint-foreground" />,
    owned: isOwned(object),
    importable: object.importable === true,
    own: object.name in rights.objects,
  });
  const others: Line = {
    name: '*',
    label: t('others'),
    icon: <Shapes aria-hidden className="size-4 shrink-0 text-faint-foreground" />,
    owned: true,
    importable: true,
    own: true,
  };
  const lines = [...rightObjects.map(lineOf), others];
  const cell = (line: Line, verb: (typeof recordVerbs)[number], labelled: boolean) => (
    <RightCell
      line={line}
      verb={verb}
      labelled={labelled}
      rights={rights}
      granted={granted}
      onChange={onChange}
    />
  );
  const head = (line: Line) => (
    <span className="flex min-w-0 items-center gap-2">
      {line.icon}
      <span className="min-w-0 flex-1">
        <span className="block break-words font-medium">{line.label}</span>
        {line.own ? null : (
          <span className="block font-normal text-faint-foreground text-xs">{t('as_others')}</span>
        )}
      </span>
      {line.own && line.name !== '*' ? (
        <Tooltip content={t('follow')}>
          <Button
            variant="ghost"
            size="icon-sm"
            aria-label={t('follow_named', { name: line.label })}
            onClick={() => onChange(withoutObject(rights, line.name))}
          >
            <RotateCcw aria-hidden />
          </Button>
        </Tooltip>
      ) : null}
    </span>
  );
  const short = lines.some((line) =>
    line.name === '*' ? false : recordVerbs.some((verb) => !mayGive(granted, line, verb, 'all')),
  );
  const note = short ? <p className="mt-2 text-faint-foreground text-xs">{t('limits')}</p> : null;
  if (phone)
    return (
      <>
        <ul className="flex flex-col gap-3">
          {lines.map((line) => (
            <li key={line.name} className="rounded-md border p-3 text-sm">
              {head(line)}
              <div className="mt-3 grid grid-cols-2 gap-x-3 gap-y-2">
                {recordVerbs.map((verb) => (
                  <div key={verb} className="min-w-0">
                    {cell(line, verb, true)}
                  </div>
                ))}
              </div>
            </li>
          ))}
        </ul>
        {note}
      </>
    );
  return (
    <>
      <section
        aria-label={t('matrix')}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a wide table must be scrollable by keyboard
        tabIndex={0}
        className="overflow-x-auto rounded-md border"
      >
        <table className="w-full min-w-260 text-sm">
          <thead>
            <tr className="border-b bg-surface text-faint-foreground text-xs">
              <th scope="col" className="px-3 py-2 text-left font-normal">
                {t('object')}
              </th>
              {recordVerbs.map((verb) => (
                <th key={verb} scope="col" className="px-1.5 py-2 text-left font-normal">
                  {t(`verb_${verb}`)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {lines.map((line) => (
              <tr key={line.name} className="border-b last:border-0">
                <th scope="row" className="w-48 px-3 py-1.5 text-left">
                  {head(line)}
                </th>
                {recordVerbs.map((verb) => (
                  <td key={verb} className="px-1.5 py-1.5">
                    {cell(line, verb, false)}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      {note}
    </>
  );
}
