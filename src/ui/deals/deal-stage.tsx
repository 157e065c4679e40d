'use client';

import { skipToken, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { useEffect, useMemo, useRef, useState } from 'react';
import { deals } from '@/objects/deals/object';
import { keys } from '@/ui/data/keys';
import type { RecordData } from '@/ui/data/types';
import { type Board, cardOf } from '@/ui/patterns/board/board-model';
import { useObject } from '@/ui/patterns/object-scope';
import { inOrder, type Stage, stagesQuery } from '@/ui/settings/pipelines/types';
import { useShortcuts } from '@/ui/shell/shortcuts';
import { DealChecklist } from './deal-checklist';
import { MoveDialog } from './move-dialog';
import { MoveMenu } from './move-menu';
import { useAsk } from './use-ask';
import { useDealMoves } from './use-deal-moves';
import { usePipelines } from './use-pipelines';

/** The board of one deal: the stages of its pipeline as columns, itself in the one it is in. */
function boardOf(stages: readonly Stage[], deal: RecordData): Board {
  const columns = inOrder(stages).map(({ id, name, kind, probability, rotting_days }) => ({
    ...{ id, name, kind, probability, rotting_days },
    // Of the deal alone nobody reads sums, nor is there more to read.
    ...{ count: 0, amount: '0', weighted_amount: '0', without_rate: 0 },
    ...{ filter: {}, next_cursor: null, data: id === deal.stage_id ? [deal] : [] },
  }));
  return { columns };
}

/** Below the identity of a deal: the way to another stage, and the checklist of its own. */
export function DealStage({ record }: { record: RecordData }) {
  const scope = useObject(deals.name);
  return (
    <>
      {scope.can('update', record) && !record.deleted_at ? (
        // Another deal or pipeline begins anew: the board of the one before is not its board.
        <MoveStage key={`${record.id} ${record.pipeline_id}`} record={record} />
      ) : null}
      <DealChecklist record={record} />
    </>
  );
}

/** A board of this one deal, so that it moves as on the board of all: asked, shown, refused and undone alike. */
function MoveStage({ record }: { record: RecordData }) {
  const { id } = record;
  const pipeline_id = String(record.pipeline_id);
  const t = useTranslations('board');
  const scope = useObject(deals.name);
  const [open, setOpen] = useState(false);
  const client = useQueryClient();
  const pending = useRef(0);
  const stages = useQuery({ ...stagesQuery(pipeline_id), staleTime: 60_000 }).data?.data;
  const queryKey = useMemo(() => keys.list('deals', { board: 'deal', id }), [id]);
  const { data: board } = useQuery<Board>({ queryKey, queryFn: skipToken });
  // While a move is on its way, and until the record is read again, the board is ahead of it.
  useEffect(() => {
    const shown = client.getQueryData<Board>(queryKey);
    const isOld = Number(shown && cardOf(shown, id)?.version) > record.version;
    if (stages && pending.current === 0 && !isOld)
      client.setQueryData(queryKey, boardOf(stages, record));
  }, [client, queryKey, id, stages, record]);
  const { asking, ask } = useAsk();
  const { move } = useDealMoves({ scope, queryKey, ask }, pending);
  const pipeline = usePipelines().find((one) => one.id === pipeline_id);
  useShortcuts([{ keys: 'v', label: t('key_menu'), group: 'record', run: () => setOpen(true) }]);
  return (
    <>
      <MoveMenu
        grouping="stage"
        columns={board?.columns ?? []}
        current={String(record.stage_id)}
        title={null}
        open={open}
        onOpenChange={setOpen}
        onMove={(column) => void move(id, { column: column.id, index: 0 })}
      />
      {asking ? (
        <MoveDialog scope={scope} asking={asking} reasons={pipeline?.lost_reasons ?? []} />
      ) : null}
    </>
  );
}
