'use client';

import { useQuery } from '@tanstack/react-query';
import { Archive, Pencil, Plus, Star } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { useSetting } from '@/ui/data/use-setting';
import { SettingsList } from '@/ui/patterns/settings-list';
import { Badge } from '@/ui/primitives/badge';
import { Button } from '@/ui/primitives/button';
import { useRemoval } from '../use-removal';
import { ChecklistSheet } from './checklist-sheet';
import { StageRow } from './stage-row';
import { StageSheet } from './stage-sheet';
import { concerned, inOrder, type Pipeline, type Stage, stagesQuery } from './types';

/** One pipeline: what it is called, why its deals are lost, and its stages in order. */
export function PipelinePanel({ pipeline, onEdit }: { pipeline: Pipeline; onEdit: () => void }) {
  const t = useTranslations('pipelines');
  const { id, name, is_default, lost_reasons } = pipeline;
  const [edited, setEdited] = useState<Stage | 'new' | null>(null);
  const [listed, setListed] = useState<Stage | null>(null);
  const query = useQuery({
    ...stagesQuery(id),
    select: (answer) => ({ ...answer, data: inOrder(answer.data) }),
  });
  const alike = (stage: Stage) => query.data?.data.filter(({ kind }) => kind === stage.kind) ?? [];
  const { mutate } = useSetting(concerned);
  const removal = useRemoval(concerned);
  const archive = () =>
    removal({
      path: `/pipelines/${id}`,
      message: t('archived', { name }),
      undo: {
        method: 'POST',
        path: `/pipelines/${id}/restore`,
        body: {},
        message: t('restored', { name }),
      },
    });
  return (
    <>
      <div className="mb-3 flex flex-wrap items-center gap-2">
        {is_default ? <Badge color="green">{t('default')}</Badge> : null}
        <p className="min-w-0 flex-1 text-muted-foreground text-sm max-md:order-last max-md:basis-full">
          {lost_reasons.length > 0
            ? t('lost_for', { reasons: lost_reasons.join(', ') })
            : t('lost_for_any')}
        </p>
        <Button onClick={onEdit}>
          <Pencil aria-hidden />
          {t('edit')}
        </Button>
        {is_default ? null : (
          <>
            <Button
              onClick={() =>
                mutate({
                  method: 'PATCH',
                  path: `/pipelines/${id}`,
                  body: { is_default: true },
                  message: t('made_default', { name }),
                })
              }
            >
              <Star aria-hidden />
              {t('make_default')}
            </Button>
            <Button onClick={archive}>
              <Archive aria-hidden />
              {t('archive')}
            </Button>
          </>
        )}
      </div>
      <SettingsList query={query} empty={{ title: t('no_stages') }}>
        {(stage) => (
          <StageRow
            key={stage.id}
            stage={stage}
            alike={alike(stage)}
            onEdit={() => setEdited(stage)}
            onChecklist={() => setListed(stage)}
          />
        )}
      </SettingsList>
      <Button className="mt-3" onClick={() => setEdited('new')}>
        <Plus aria-hidden />
        {t('add_stage')}
      </Button>
      <ChecklistSheet stage={listed} onClose={() => setListed(null)} />
      <StageSheet pipeline={id} edited={edited} onClose={() => setEdited(null)} />
    </>
  );
}
