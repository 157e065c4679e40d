'use client';

import { useQuery } from '@tanstack/react-query';
import { Plus, RotateCcw } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { useSetting } from '@/ui/data/use-setting';
import { SettingsList } from '@/ui/patterns/settings-list';
import { Button } from '@/ui/primitives/button';
import { Tabs, TabsContent, TabsList, TabsTrigger } from '@/ui/primitives/tabs';
import { Row, Section } from '../section';
import { PipelinePanel } from './pipeline-panel';
import { PipelineSheet } from './pipeline-sheet';
import { concerned, type Pipeline, pipelinesQuery } from './types';

/** The pipelines of the company, one tab each, and those that were archived. */
export function PipelinesSection() {
  const t = useTranslations('pipelines');
  const query = useQuery(pipelinesQuery(false));
  const [chosen, setChosen] = useState<string | null>(null);
  const [edited, setEdited] = useState<Pipeline | 'new' | null>(null);
  const pipelines = query.data?.data ?? [];
  const current = pipelines.find(({ id }) => id === chosen) ?? pipelines[0];
  return (
    <>
      <Section
        title={t('title')}
        description={t('text')}
        actions={
          <Button variant="primary" onClick={() => setEdited('new')}>
            <Plus aria-hidden />
            {t('new')}
          </Button>
        }
      >
        {current ? (
          <Tabs value={current.id} onValueChange={setChosen}>
            <TabsList aria-label={t('title')} className="mb-3">
              {pipelines.map(({ id, name }) => (
                <TabsTrigger key={id} value={id}>
                  {name}
                </TabsTrigger>
              ))}
            </TabsList>
            <TabsContent value={current.id}>
              <PipelinePanel pipeline={current} onEdit={() => setEdited(current)} />
            </TabsContent>
          </Tabs>
        ) : (
          <SettingsList query={query} empty={{ title: t('title') }}>
            {() => null}
          </SettingsList>
        )}
      </Section>
      <Archived />
      <PipelineSheet
        edited={edited}
        onClose={() => setEdited(null)}
        onMade={({ id }) => setChosen(id)}
      />
    </>
  );
}

function Archived() {
  const t = useTranslations('pipelines');
  const query = useQuery(pipelinesQuery(true));
  const { mutate } = useSetting(concerned);
  if (!query.data?.data.length) return null;
  return (
    <Section title={t('archived_title')} description={t('archived_text')}>
      <SettingsList query={query} empty={{ title: '' }}>
        {({ id, name }) => (
          <Row
            key={id}
            title={name}
            actions={
              <Button
                aria-label={t('restore_named', { name })}
                onClick={() =>
                  mutate({
                    method: 'POST',
                    path: `/pipelines/${id}/restore`,
                    body: {},
                    message: t('restored', { name }),
                  })
                }
              >
                <RotateCcw aria-hidden />
                {t('restore')}
              </Button>
            }
          />
        )}
      </SettingsList>
    </Section>
  );
}
