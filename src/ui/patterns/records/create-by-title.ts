'use client';

import { useTranslations } from 'next-intl';
import type { ObjectDefinition } from '@/core/shape/object';
import { useCreateRecord, useFailureToast } from '@/ui/data/use-records';
import type { Related } from '../editors/editor';
import { valuesFromTitle } from './values-from-title';

/** Makes a record from nothing but its name, for pickers. */
export function useCreateByTitle(
  object: ObjectDefinition,
): (title: string, done: (created: Related) => void) => void {
  const t = useTranslations('record');
  const create = useCreateRecord(object.name);
  const report = useFailureToast();
  return (title, done) =>
    create.mutate(
      { values: valuesFromTitle(object, title), message: t('created', { title }) },
      {
        onSuccess: (answer) => done({ id: answer.data.id, title: answer.data.title }),
        onError: report,
      },
    );
}
