'use client';

import { useQuery, useQueryClient } from '@tanstack/react-query';
import { ArrowDown, ArrowUp, Asterisk, ListChecks } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { type ReactNode, useState } from 'react';
import type { Field } from '@/core/shape/field';
import { deals } from '@/objects/deals/object';
import { api } from '@/ui/data/api';
import { useErrorText } from '@/ui/data/issue-text';
import { checklistQuery } from '@/ui/deals/use-checks';
import { Badge } from '@/ui/primitives/badge';
import { Button } from '@/ui/primitives/button';
import { toast } from '@/ui/primitives/toast';
import { useLabel } from '@/ui/shell/use-label';
import { RowTool, RowTools } from '../row-tools';
import { Row } from '../section';
import { useRemoval } from '../use-removal';
import { concerned, moved, type Stage } from './types';

interface Props {
  stage: Stage;
  /** The stages of its kind in its pipeline, in order; the last of a kind stays. */
  alike: readonly Stage[];
  onEdit: () => void;
  onChecklist: () => void;
}

/** One stage with what it asks for; it moves among those of its kind and is removed, which the server refuses while deals are in it. */
export function StageRow({ stage, alike, onEdit, onChecklist }: Props) {
  const t = useTranslations('pipelines');
  const client = useQueryClient();
  const errorText = useErrorText();
  const removal = useRemoval(concerned);
  const [moving, setMoving] = useState(false);
  const { id, name, kind } = stage;
  const at = alike.indexOf(stage);

  const refresh = () =>
    Promise.all(concerned.map((queryKey) => client.invalidateQueries({ queryKey })));
  const move = async (by: 1 | -1) => {
    setMoving(true);
    try {
      for (const { id: one, position } of moved(alike, at, by))
        await api('PATCH', `/stages/${one}`, { position });
    } catch (error) {
      toast.error(errorText(error));
    }
    await refresh();
    setMoving(false);
  };
  const remove = () =>
    removal({
      path: `/stages/${id}`,
      message: t('stage_removed', { name }),
      undo: {
        method: 'POST',
        path: `/stages/${id}/restore`,
        body: {},
        message: t('restored', { name }),
      },
    });
  return (
    <Row
      title={
        <>
          <span data-stage className="truncate">
            {name}
          </span>
          {kind === 'open' ? null : <Badge color={colors[kind]}>{t(`kind_${kind}`)}</Badge>}
        </>
      }
      detail={<Detail stage={stage} />}
      actions={
        <>
          {alike.length > 1 ? (
            <>
              <Button
                variant="ghost"
                size="icon"
                disabled={moving || at === 0}
                aria-label={t('move_up', { name })}
                onClick={() => void move(-1)}
              >
                <ArrowUp aria-hidden />
              </Button>
              <Button
                variant="ghost"
                size="icon"
                disabled={moving || at === alike.length - 1}
                aria-label={t('move_down', { name })}
                onClick={() => void move(1)}
              >
                <ArrowDown aria-hidden />
              </Button>
            </>
          ) : null}
          <RowTool
            icon={<ListChecks aria-hidden />}
            hint={t('checklist')}
            label={t('checklist_of', { name })}
            onClick={onChecklist}
          />
          <RowTools
            edit={{ hint: t('edit'), label: t('edit_named', { name }), onClick: onEdit }}
            remove={
              alike.length > 1
                ? { hint: t('remove_stage'), label: t('remove_named', { name }), onClick: remove }
                : null
            }
          />
        </>
      }
    />
  );
}

/** Probability, when it rots, which fields it asks for and how long its checklist is. */
function Detail({ stage }: { stage: Stage }) {
  const t = useTranslations('pipelines');
  const label = useLabel();
  const fields: Readonly<Record<string, Field>> = deals.fields;
  const asked = stage.required_fields.flatMap((one) => fields[one]?.label ?? []).map(label);
  const checks = useQuery(checklistQuery(stage.id)).data?.data ?? [];
  const count = checks.length;
  // Of a closed stage no deal goes on.
  const required =
    stage.kind === 'open' ? checks.filter(({ is_required }) => is_required).length : 0;
  const parts = [
    stage.kind === 'open' ? t('percent', { value: stage.probability }) : null,
    stage.rotting_days === null ? null : t('rots_after', { days: stage.rotting_days }),
  ].filter((part) => part !== null);
  if (parts.length + asked.length + count === 0) return null;
  return (
    <span className="flex flex-wrap items-center gap-x-3 gap-y-0.5">
      {parts.length > 0 ? <span>{parts.join(' · ')}</span> : null}
      {asked.length > 0 ? (
        <Mark icon={<Asterisk aria-hidden />} text={t('asks_for', { fields: asked.join(', ') })} />
      ) : null}
      {count > 0 ? (
        <Mark
          icon={<ListChecks aria-hidden />}
          text={t(required > 0 ? 'checklist_count_needed' : 'checklist_count', { count, required })}
        />
      ) : null}
    </span>
  );
}

const Mark = ({ icon, text }: { icon: ReactNode; text: string }) => (
  <span className="inline-flex min-w-0 items-center gap-1 text-muted-foreground [&_svg]:size-3.5 [&_svg]:shrink-0">
    {icon}
    <span className="min-w-0">{text}</span>
  </span>
);

const colors = { won: 'green', lost: 'red' } as const;
