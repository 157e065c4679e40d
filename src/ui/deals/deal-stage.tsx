'use client';

import { useTranslations } from 'next-intl';
import { useMemo, useRef, useState } from 'react';
import { deals } from '@/objects/deals/object';
import type { RecordData } from '@/ui/data/types';
import { type BoardParams, useBoard } from '@/ui/patterns/board/use-board';
import { useObject } from '@/ui/patterns/object-scope';
import { useShortcuts } from '@/ui/shell/shortcuts';
import { MoveDialog } from './move-dialog';
import { MoveMenu } from './move-menu';
import { useAsk } from './use-ask';
import { useDealMoves } from './use-deal-moves';
import { usePipelines } from './use-pipelines';

const source = {
  object: 'deals',
  path: '/deals/pipeline',
  cards: 'deals',
  nameOf: ({ name }: { name: string }) => name,
} as const;

/** Below the identity of a deal: the way to another stage. */
export function DealStage({ record }: { record: RecordData }) {
  const scope = useObject(deals.name);
  if (!scope.can('update') || record.deleted_at) return null;
  // Another deal or pipeline begins anew: the board of the one before is not its board.
  return <MoveStage key={`${record.id} ${record.pipeline_id}`} record={record} />;
}

/** A board of this one deal, so that it moves as on the board of all: asked, shown, refused and undone alike. */
function MoveStage({ record }: { record: RecordData }) {
  const { id } = record;
  const pipeline_id = String(record.pipeline_id);
  const t = useTranslations('board');
  const scope = useObject(deals.name);
  const [open, setOpen] = useState(false);
  const params = useMemo<BoardParams>(
    () => ({
      pipeline_id,
      group_by: '',
      q: '',
      filter: { field: 'id', op: 'eq', value: id },
      include: '',
    }),
    [pipeline_id, id],
  );
  const pending = useRef(0);
  const { board, queryKey } = useBoard(source, params, () => pending.current > 0);
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
