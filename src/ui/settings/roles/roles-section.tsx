'use client';

import { useQuery } from '@tanstack/react-query';
import { Copy, Pencil, Plus, ShieldCheck, Trash2 } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { type RoleName, roles } from '@/identity/permissions';
import { covers } from '@/identity/roles/rights';
import { uiObjectMap } from '@/registry.ui';
import { api } from '@/ui/data/api';
import { keys } from '@/ui/data/keys';
import { useSetting } from '@/ui/data/use-setting';
import { Rows, SettingsList } from '@/ui/patterns/settings-list';
import { Button } from '@/ui/primitives/button';
import { ConfirmDialog } from '@/ui/primitives/confirm-dialog';
import { Tooltip } from '@/ui/primitives/tooltip';
import { Row, Section } from '../section';
import { RoleEditor, type RoleStart } from './role-editor';
import { nothing, type Role, rightsOf, rolesQuery } from './types';
import { useGranted } from './use-granted';

/** Roles that come with Ambit, and those that were composed here. */
export function RolesSection() {
  const t = useTranslations('roles');
  const query = useQuery(rolesQuery);
  const [edited, setEdited] = useState<RoleStart | null>(null);
  const [removed, setRemoved] = useState<Role | null>(null);
  const change = useSetting([keys.roles]);
  if (edited)
    return (
      <RoleEditor
        key={edited.role?.id ?? 'new'}
        start={edited}
        roles={query.data?.data ?? []}
        onClose={() => setEdited(null)}
      />
    );
  const copy = (name: string, rights: Role['rights']) =>
    setEdited({ role: null, name: t('copy_of', { name }), description: '', rights });
  return (
    <>
      <Section
        title={t('title')}
        description={t('text')}
        actions={
          <Button
            variant="primary"
            onClick={() => setEdited({ role: null, name: '', description: '', rights: nothing })}
          >
            <Plus aria-hidden />
            {t('new')}
          </Button>
        }
      >
        <SettingsList
          query={query}
          empty={{ title: t('empty_title'), description: t('empty_text') }}
        >
          {(role) => (
            <ComposedRow
              key={role.id}
              role={role}
              onEdit={() => setEdited({ role, ...role })}
              onCopy={() => copy(role.name, role.rights)}
              onRemove={() => setRemoved(role)}
            />
          )}
        </SettingsList>
      </Section>
      <BuiltIn onCopy={copy} />
      <ConfirmDialog
        danger
        open={removed !== null}
        onOpenChange={(open) => !open && setRemoved(null)}
        title={t('remove_title', { name: removed?.name ?? '' })}
        description={t('remove_text')}
        action={t('remove')}
        busy={change.isPending}
        onConfirm={() => {
          if (!removed) return;
          const { id, name } = removed;
          change.mutate(
            { method: 'DELETE', path: `/roles/${id}`, message: t('removed', { name }) },
            { onSettled: () => setRemoved(null) },
          );
        }}
      />
    </>
  );
}

interface ComposedRowProps {
  role: Role;
  onEdit: () => void;
  onCopy: () => void;
  onRemove: () => void;
}

function ComposedRow({ role, onEdit, onCopy, onRemove }: ComposedRowProps) {
  const t = useTranslations('roles');
  const granted = useGranted();
  const { name, description, member_ids } = role;
  const mine = covers(granted, role.rights, uiObjectMap.values());
  const count = t('members', { count: member_ids.length });
  return (
    <Row
      icon={<ShieldCheck aria-hidden className="size-4 text-faint-foreground" />}
      title={<span className="min-w-0 break-words">{name}</span>}
      detail={
        <>
          {description ? <span className="block">{description}</span> : null}
          <span className="block">{mine ? count : `${count} · ${t('beyond')}`}</span>
        </>
      }
      actions={
        <>
          <Tool label={t('edit_named', { name })} off={!mine} onClick={onEdit}>
            <Pencil aria-hidden />
          </Tool>
          <Tool label={t('copy_named', { name })} onClick={onCopy}>
            <Copy aria-hidden />
          </Tool>
          <Tool
            label={t('remove_named', { name })}
            off={!mine || member_ids.length > 0}
            {...(member_ids.length > 0 ? { why: t('remove_first') } : {})}
            onClick={onRemove}
          >
            <Trash2 aria-hidden />
          </Tool>
        </>
      }
    />
  );
}

function BuiltIn({ onCopy }: { onCopy: (name: string, rights: Role['rights']) => void }) {
  const t = useTranslations('roles');
  const words = useTranslations('members');
  const { data } = useQuery({
    queryKey: keys.members,
    queryFn: ({ signal }) => api<{ role: RoleName }[]>('GET', '/members', undefined, { signal }),
  });
  return (
    <Section title={t('built_in')} description={t('built_in_text')}>
      <Rows>
        {roles.map((role) => {
          const name = words(`role_${role}`);
          const count = data?.data.filter((member) => member.role === role).length;
          return (
            <Row
              key={role}
              title={name}
              detail={
                <>
                  <span className="block">{words(`role_${role}_text`)}</span>
                  {count === undefined ? null : (
                    <span className="block">{t('members', { count })}</span>
                  )}
                </>
              }
              actions={
                role === 'custom' ? null : (
                  <Tool
                    label={t('copy_named', { name })}
                    onClick={() => onCopy(name, rightsOf(role))}
                  >
                    <Copy aria-hidden />
                  </Tool>
                )
              }
            />
          );
        })}
      </Rows>
    </Section>
  );
}

interface ToolProps {
  label: string;
  off?: boolean;
  /** Why it is off. */
  why?: string;
  onClick: () => void;
  children: React.ReactNode;
}

function Tool({ label, off = false, why, onClick, children }: ToolProps) {
  return (
    <Tooltip content={why ?? label}>
      <Button
        variant="ghost"
        size="icon"
        aria-label={why ? `${label}. ${why}` : label}
        disabled={off}
        onClick={onClick}
      >
        {children}
      </Button>
    </Tooltip>
  );
}
