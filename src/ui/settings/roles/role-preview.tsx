'use client';

import { useTranslations } from 'next-intl';
import { type ReactNode, useMemo } from 'react';
import { type FieldRights, fieldRights } from '@/core/shape/field-rights';
import type { ObjectDefinition } from '@/core/shape/object';
import {
  isOwned,
  type Reach,
  type ReachingVerb,
  reachingVerbs,
  seenThrough,
} from '@/core/shape/reach';
import { grantOf, type RoleRights } from '@/identity/roles/rights';
import { uiObjectMap, uiObjects } from '@/registry.ui';
import { Badge } from '@/ui/primitives/badge';
import { Sheet, SheetContent } from '@/ui/primitives/sheet';
import { ObjectIcon } from '@/ui/shell/object-icon';
import { useLabel } from '@/ui/shell/use-label';
import { settingsSections } from '../sections';

interface Props {
  open: boolean;
  name: string;
  rights: RoleRights;
  onClose: () => void;
}

/** What somebody with this role alone would find: worked out by the same rules as the rights themselves. */
export function RolePreview({ open, name, rights, onClose }: Props) {
  const t = useTranslations('roles');
  return (
    <Sheet open={open} onOpenChange={(next) => !next && onClose()}>
      <SheetContent title={t('preview_of', { name })} description={t('preview_text')}>
        {open ? <Preview rights={rights} /> : null}
      </SheetContent>
    </Sheet>
  );
}

/** Whose records the words mean does not matter here. */
const nobody = { people: { none: [], own: [], team: [], below: [] }, teams: [] };

function Preview({ rights }: { rights: RoleRights }) {
  const t = useTranslations('roles');
  const words = useTranslations('settings');
  const label = useLabel();
  const { permissions, reach, fields } = useMemo(
    () => grantOf('custom', [rights], uiObjectMap.values(), nobody),
    [rights],
  );
  const can = (permission: string) => permissions.has(permission);
  const farOf = (object: ObjectDefinition, verb: ReachingVerb): Reach =>
    !can(`${object.name}:${verb}`)
      ? 'none'
      : (isOwned(object) && reach?.objects[object.name]?.[verb]) || 'all';
  const seen = uiObjects.filter(({ name }) => can(`${name}:read`));
  const hidden = uiObjects.filter(({ name }) => !can(`${name}:read`));
  const pages = settingsSections.filter((one) => !('permission' in one) || can(one.permission));
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <div tabIndex={0} className="flex flex-col gap-6 p-4 text-sm outline-none">
      <Part title={t('preview_objects')}>
        {seen.length === 0 ? <p className="text-muted-foreground">{t('preview_none')}</p> : null}
        <ul className="divide-y border-y empty:hidden">
          {seen.map((object) => (
            <li key={object.name} className="py-2">
              <p className="flex items-center gap-2 font-medium">
                <ObjectIcon name={object.icon} className="size-4 text-faint-foreground" />
                {label(object.label_plural)}
              </p>
              <p className="text-muted-foreground">
                <Sight object={object} far={farOf(object, 'read')} limited={reach !== null} />
              </p>
              <Buttons object={object} farOf={farOf} />
              <Fields object={object} rights={fields?.[object.name]} />
            </li>
          ))}
        </ul>
      </Part>
      {hidden.length > 0 ? (
        <Part title={t('preview_hidden')}>
          <p className="text-muted-foreground">
            {hidden.map((object) => label(object.label_plural)).join(', ')}
          </p>
        </Part>
      ) : null}
      <Part title={t('preview_settings')}>
        <p className="text-muted-foreground">
          {pages.map(({ name }) => words(`section_${name}`)).join(', ')}
        </p>
      </Part>
    </div>
  );
}

/** Whose records are seen, and through what else. */
function Sight({
  object,
  far,
  limited,
}: {
  object: ObjectDefinition;
  far: Reach;
  /** Some records of some object are out of sight. */
  limited: boolean;
}) {
  const t = useTranslations('roles');
  const through = limited && seenThrough(object).length > 0;
  if (!isOwned(object)) return t(through ? 'sees_with' : 'sees_all');
  return through && far !== 'all' ? `${t(`sees_${far}`)} ${t('sees_also')}` : t(`sees_${far}`);
}

/** Its fields that are not whole, by what they are. */
function Fields({
  object,
  rights = {},
}: {
  object: ObjectDefinition;
  rights: FieldRights[string] | undefined;
}) {
  const t = useTranslations('roles');
  const label = useLabel();
  // What is only kept for programs is no field for people.
  const order = Object.keys(object.fields);
  const named = Object.entries(rights)
    .filter(([name]) => !object.fields[name]?.hidden)
    .sort(([one], [other]) => order.indexOf(one) - order.indexOf(other));
  return fieldRights.map((right) => {
    const names = named
      .filter(([, one]) => one === right)
      .map(([name]) => {
        const field = object.fields[name];
        return field ? label(field.label) : name.replace(/^custom\./, '');
      });
    return names.length === 0 ? null : (
      <p key={right} className="mt-1 text-muted-foreground text-xs">
        {t('preview_fields', { right: t(`field_${right}`), fields: names.join(', ') })}
      </p>
    );
  });
}

/** The buttons of an object, and with whose records they work. */
function Buttons({
  object,
  farOf,
}: {
  object: ObjectDefinition;
  farOf: (object: ObjectDefinition, verb: ReachingVerb) => Reach;
}) {
  const t = useTranslations('roles');
  const buttons = reachingVerbs.flatMap((verb) => {
    const far = farOf(object, verb);
    if (verb === 'read' || far === 'none') return [];
    return far === 'all'
      ? t(`verb_${verb}`)
      : t('button_limited', { button: t(`verb_${verb}`), reach: t(`reach_${far}`) });
  });
  if (buttons.length === 0)
    return <p className="text-faint-foreground text-xs">{t('preview_read_only')}</p>;
  return (
    <p className="mt-1 flex flex-wrap gap-1">
      {buttons.map((button) => (
        <Badge key={button}>{button}</Badge>
      ))}
    </p>
  );
}

function Part({ title, children }: { title: ReactNode; children: ReactNode }) {
  return (
    <section>
      <h3 className="mb-2 font-semibold">{title}</h3>
      {children}
    </section>
  );
}
