'use client';

import { type QueryKey, useQueryClient } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { api } from '@/ui/data/api';
import { isApiError } from '@/ui/data/api-error';
import { useErrorText } from '@/ui/data/issue-text';
import { keys } from '@/ui/data/keys';
import { patchCached } from '@/ui/data/record-cache';
import type { RecordData } from '@/ui/data/types';
import { useUndoToast } from '@/ui/data/undo';
import {
  type Board,
  type BoardColumn,
  cardOf,
  columnOf,
  type Spot,
  spotOf,
  withCardAt,
} from '@/ui/patterns/board/board-model';
import { toast } from '@/ui/primitives/toast';
import { type Grouping, valuesIn } from './groupings';
import { useMoveQueue, worthOf } from './move-queue';
import type { Values } from './use-ask';

interface Options {
  readonly object: string;
  readonly queryKey: QueryKey;
  readonly grouping: Grouping;
}

/** Moves deals between columns that are owners or months: a change of one field. Cards have no places of their own there. */
export function useGroupMoves(
  { object, queryKey, grouping }: Options,
  pending: { current: number },
) {
  const client = useQueryClient();
  const t = useTranslations('board');
  const showUndo = useUndoToast();
  const errorText = useErrorText();
  const later = useMoveQueue(object, pending);

  const show = (id: string, spot: Spot, set: Values) =>
    client.setQueryData<Board>(
      queryKey,
      (board) => board && withCardAt(board, id, spot, (card) => ({ ...card, ...set }), worthOf),
    );

  const move = async (id: string, spot: Spot) => {
    const board = client.getQueryData<Board>(queryKey);
    const card = board && cardOf(board, id);
    const column = board && columnOf(board, spot.column);
    const from = board && spotOf(board, id);
    if (!card || !column || !from || from.column === column.id) return;
    const set = valuesIn(grouping, column.id);
    if (!set) {
      toast.error(t('not_moved', { title: card.title, why: t('many_months') }));
      return;
    }
    await client.cancelQueries({ queryKey });
    show(id, spot, set);
    await later(async () => {
      try {
        const { version } = cardOf(client.getQueryData<Board>(queryKey) ?? board, id) ?? card;
        const { data, request_id } = await api<RecordData>('PATCH', `/${object}/${id}`, set, {
          version,
        });
        patchCached(client, object, new Set([id]), (one) => ({ ...one, ...data }));
        const message = t('moved', { title: card.title, stage: column.name });
        showUndo({ object, request_id, message });
      } catch (error) {
        show(id, from, card);
        if (isApiError(error, 'stale_version')) toast.error(t('stale', { title: card.title }));
        else toast.error(t('not_moved', { title: card.title, why: errorText(error) }));
      }
    });
    void client.invalidateQueries({ queryKey: keys.timeline(object, id) });
  };

  /** Several at once: all or none, with one undo. Answers whether they went. */
  const moveMany = async (ids: readonly string[], column: BoardColumn): Promise<boolean> => {
    const board = client.getQueryData<Board>(queryKey);
    const set = valuesIn(grouping, column.id);
    if (!set) {
      toast.error(t('not_moved_many', { why: t('many_months') }));
      return false;
    }
    await client.cancelQueries({ queryKey });
    for (const id of [...ids].reverse()) show(id, { column: column.id, index: 0 }, set);
    let done = false;
    await later(async () => {
      try {
        const { request_id } = await api('POST', `/${object}/bulk`, { update: { ids, set } });
        const message = t('moved_many', { count: ids.length, stage: column.name });
        showUndo({ object, request_id, message });
        done = true;
      } catch (error) {
        client.setQueryData(queryKey, board);
        toast.error(t('not_moved_many', { why: errorText(error) }));
      }
    });
    return done;
  };
  return { move, moveMany };
}
