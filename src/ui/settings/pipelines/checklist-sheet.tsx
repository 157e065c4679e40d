'use client';

import { useQuery, useQueryClient } from '@tanstack/react-query';
import { ArrowDown, ArrowUp, Plus, Trash2 } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { api } from '@/ui/data/api';
import { useErrorText } from '@/ui/data/issue-text';
import { TextField } from '@/ui/data/text-field';
import { useSetting } from '@/ui/data/use-setting';
import { useSubmit } from '@/ui/data/use-submit';
import { type Check, checklistQuery } from '@/ui/deals/use-checks';
import { SettingsList } from '@/ui/patterns/settings-list';
import { Button } from '@/ui/primitives/button';
import { Checkbox } from '@/ui/primitives/checkbox';
import { FormFailure } from '@/ui/primitives/form-failure';
import { Input } from '@/ui/primitives/input';
import { Sheet, SheetContent } from '@/ui/primitives/sheet';
import { toast } from '@/ui/primitives/toast';
import { Row } from '../section';
import { useRemoval } from '../use-removal';
import { checksConcerned, moved, type Stage } from './types';

/** The checklist of a stage: entries are added, renamed where they stand, ordered, made required and removed. */
export function ChecklistSheet({ stage, onClose }: { stage: Stage | null; onClose: () => void }) {
  const t = useTranslations('pipelines');
  return (
    <Sheet open={stage !== null} onOpenChange={(open) => !open && onClose()}>
      <SheetContent title={stage ? t('checklist_of', { name: stage.name }) : t('checklist')}>
        {stage ? <Checklist stage={stage} /> : null}
      </SheetContent>
    </Sheet>
  );
}

function Checklist({ stage }: { stage: Stage }) {
  const t = useTranslations('pipelines');
  const query = useQuery(checklistQuery(stage.id));
  const checks = query.data?.data ?? [];
  return (
    <div className="flex flex-col gap-4 p-4">
      <p className="text-muted-foreground text-sm">
        {t(stage.kind === 'open' ? 'checklist_text' : 'checklist_text_closed')}
      </p>
      <SettingsList query={query} empty={{ title: t('checklist_empty') }}>
        {(check) => <CheckRow key={check.id} stage={stage} check={check} all={checks} />}
      </SettingsList>
      <NewCheck stage={stage} />
    </div>
  );
}

function CheckRow({ stage, check, all }: { stage: Stage; check: Check; all: readonly Check[] }) {
  const t = useTranslations('pipelines');
  const client = useQueryClient();
  const errorText = useErrorText();
  const { mutate } = useSetting(checksConcerned);
  const removal = useRemoval(checksConcerned);
  const [moving, setMoving] = useState(false);
  const { id, name, is_required } = check;
  const path = `/stage_checks/${id}`;
  const at = all.indexOf(check);
  const change = (body: Record<string, unknown>) =>
    mutate({ method: 'PATCH', path, body, message: t('saved', { name }) });
  const move = async (by: 1 | -1) => {
    setMoving(true);
    try {
      for (const { id: one, position } of moved(all, at, by))
        await api('PATCH', `/stage_checks/${one}`, { position });
    } catch (error) {
      toast.error(errorText(error));
    }
    await Promise.all(checksConcerned.map((queryKey) => client.invalidateQueries({ queryKey })));
    setMoving(false);
  };
  return (
    <Row
      title={
        <Input
          key={name}
          defaultValue={name}
          aria-label={t('check_name', { name })}
          maxLength={200}
          onBlur={({ target }) => {
            const next = target.value.trim();
            if (next === '') target.value = name;
            else if (next !== name) change({ name: next });
          }}
          onKeyDown={(event) => {
            if (event.key === 'Enter') event.currentTarget.blur();
          }}
        />
      }
      detail={
        stage.kind === 'open' ? (
          <span className="flex min-h-8 items-center gap-2 max-md:min-h-11">
            <Checkbox
              checked={is_required}
              onCheckedChange={(next) => change({ is_required: next })}
              aria-label={t('check_required_named', { name })}
            />
            <span aria-hidden>{t('check_required')}</span>
          </span>
        ) : null
      }
      actions={
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
            disabled={moving || at === all.length - 1}
            aria-label={t('move_down', { name })}
            onClick={() => void move(1)}
          >
            <ArrowDown aria-hidden />
          </Button>
          <Button
            variant="ghost"
            size="icon"
            aria-label={t('remove_named', { name })}
            onClick={() =>
              removal({
                path,
                message: t('stage_removed', { name }),
                undo: {
                  method: 'POST',
                  path: `${path}/restore`,
                  body: {},
                  message: t('restored', { name }),
                },
              })
            }
          >
            <Trash2 aria-hidden />
          </Button>
        </>
      }
    />
  );
}

function NewCheck({ stage }: { stage: Stage }) {
  const t = useTranslations('pipelines');
  const client = useQueryClient();
  // Fields keep what is typed themselves: another key is an empty one.
  const [round, setRound] = useState(0);
  const form = useSubmit(async ({ name }) => {
    await api('POST', '/stage_checks', { stage_id: stage.id, name });
    // Once the list shows the entry the next one may be typed already.
    setRound((before) => before + 1);
    for (const queryKey of checksConcerned) void client.invalidateQueries({ queryKey });
  });
  return (
    <form method="post" noValidate onSubmit={form.onSubmit} className="flex flex-col gap-2">
      <FormFailure message={form.failure} />
      <TextField
        key={round}
        form={form}
        label={t('check_new')}
        name="name"
        autoComplete="off"
        required
        autoFocus={round > 0}
      />
      <Button type="submit" className="self-end" busy={form.busy} disabled={!form.ready}>
        <Plus aria-hidden />
        {t('check_add')}
      </Button>
    </form>
  );
}
