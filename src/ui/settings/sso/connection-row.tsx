'use client';

import { ShieldCheck } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { keys } from '@/ui/data/keys';
import { useSetting } from '@/ui/data/use-setting';
import { Badge } from '@/ui/primitives/badge';
import { ConfirmDialog } from '@/ui/primitives/confirm-dialog';
import { Switch } from '@/ui/primitives/switch';
import { RowTools } from '../row-tools';
import { Row } from '../section';
import type { Connection } from './types';

/** One provider: on or off, changed, removed. */
export function ConnectionRow({
  connection,
  onEdit,
}: {
  connection: Connection;
  onEdit: () => void;
}) {
  const t = useTranslations('sso');
  const change = useSetting([keys.sso]);
  const [removing, setRemoving] = useState(false);
  const { id, kind, name, active, issuer } = connection;
  return (
    <>
      <Row
        icon={<ShieldCheck aria-hidden className="size-4 text-faint-foreground" />}
        title={
          <>
            <span className="truncate">{name}</span>
            <Badge>{t(`kind_${kind}`)}</Badge>
          </>
        }
        detail={<span className="break-all">{issuer}</span>}
        actions={
          <>
            <Switch
              aria-label={t('active_named', { name })}
              checked={active}
              disabled={change.isPending}
              onCheckedChange={(next) =>
                change.mutate({
                  method: 'PATCH',
                  path: `/sso/${kind}/${id}`,
                  body: { active: next },
                  message: next ? t('switched_on', { name }) : t('switched_off', { name }),
                })
              }
            />
            <RowTools
              edit={{ hint: t('edit'), label: t('edit_named', { name }), onClick: onEdit }}
              remove={{
                hint: t('remove'),
                label: t('remove_named', { name }),
                onClick: () => setRemoving(true),
              }}
            />
          </>
        }
      />
      <ConfirmDialog
        danger
        open={removing}
        onOpenChange={setRemoving}
        title={t('remove_title', { name })}
        description={t('remove_text')}
        action={t('remove')}
        busy={change.isPending}
        onConfirm={() =>
          change.mutate(
            {
              method: 'DELETE',
              path: `/sso/connections/${id}`,
              message: t('removed', { name }),
            },
            { onSettled: () => setRemoving(false) },
          )
        }
      />
    </>
  );
}
