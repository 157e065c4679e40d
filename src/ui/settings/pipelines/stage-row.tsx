'use client';

import { useQueryClient } from '@tanstack/react-query';
import { ArrowDown, ArrowUp, Pencil, Trash2 } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import type { ChipColor, Field } from '@/core/shape/field';
import { deals } from '@/objects/deals/object';
import { api } from '@/ui/data/api';
import { useErrorText } from '@/ui/data/issue-text';
import { Badge } from '@/ui/primitives/badge';
import { Button } from '@/ui/primitives/button';
import { toast } from '@/ui/primitives/toast';
import { Tooltip } from '@/ui/primitives/tooltip';
import { useLabel } from '@/ui/shell/use-label';
import { Row } from '../section';
import { useSetting } from '../use-setting';
import { concerned, moved, type Stage } from './types';

interface Props {
  stage: Stage;
  /** The open stages of its pipeline in order. */
  open: readonly Stage[];
  onEdit: () => void;
}

/** One stage with what it asks for; open ones can be moved and removed, which the server refuses while deals are in it. */
export function StageRow({ stage, open, onEdit }: Props) {
  const t = useTranslations('pipelines');
  const client = useQueryClient();
  const errorText = useErrorText();
  const { mutate } = useSetting(concerned);
  const [moving, setMoving] = useState(false);
  const { id, name, kind } = stage;
  const at = open.indexOf(stage);

  const refresh = () =>
    Promise.all(concerned.map((queryKey) => client.invalidateQueries({ queryKey })));
  const move = async (by: 1 | -1) => {
    setMoving(true);
    try {
      for (const { id: one, position } of moved(open, at, by))
        await api('PATCH', `/stages/${one}`, { position });
    } catch (error) {
      toast.error(errorText(error));
    }
    await refresh();
    setMoving(false);
  };
  const restore = () =>
    mutate({
      method: 'POST',
      path: `/stages/${id}/restore`,
      body: {},
      message: t('restored', { name }),
    });
  const remove = () =>
    mutate(
      { method: 'DELETE', path: `/stages/${id}`, message: null },
      {
        onSuccess: () =>
          toast(t('stage_removed', { name }), {
            duration: 8000,
            action: { label: t('undo'), onClick: restore },
          }),
      },
    );
  return (
    <Row
      title={
        <>
          <span data-stage className="truncate">
            {name}
          </span>
          <Badge color={colors[kind]}>{t(`kind_${kind}`)}</Badge>
        </>
      }
      detail={<Detail stage={stage} />}
      actions={
        <>
          {kind === 'open' ? (
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
                disabled={moving || at === open.length - 1}
                aria-label={t('move_down', { name })}
                onClick={() => void move(1)}
              >
                <ArrowDown aria-hidden />
              </Button>
            </>
          ) : null}
          <Tooltip content={t('edit')}>
            <Button
              variant="ghost"
              size="icon"
              aria-label={t('edit_named', { name })}
              onClick={onEdit}
            >
              <Pencil aria-hidden />
            </Button>
          </Tooltip>
          {kind === 'open' && open.length > 1 ? (
            <Tooltip content={t('remove_stage')}>
              <Button
                variant="ghost"
                size="icon"
                aria-label={t('remove_named', { name })}
                onClick={remove}
              >
                <Trash2 aria-hidden />
              </Button>
            </Tooltip>
          ) : null}
        </>
      }
    />
  );
}

/** Probability, when it rots and what it asks for. */
function Detail({ stage }: { stage: Stage }) {
  const t = useTranslations('pipelines');
  const label = useLabel();
  const fields: Readonly<Record<string, Field>> = deals.fields;
  const asked = stage.required_fields.flatMap((one) => fields[one]?.label ?? []).map(label);
  const parts = [
    stage.kind === 'open' ? t('percent', { value: stage.probability }) : null,
    stage.rotting_days === null ? null : t('rots_after', { days: stage.rotting_days }),
    asked.length > 0 ? t('asks_for', { fields: asked.join(', ') }) : null,
  ].filter((part) => part !== null);
  return parts.length > 0 ? parts.join(' · ') : null;
}

const colors: Record<Stage['kind'], ChipColor> = { open: 'blue', won: 'green', lost: 'red' };
