'use client';

import dynamic from 'next/dynamic';
import { uiObjectMap } from '@/registry.ui';
import { useCan } from '@/ui/data/session';
import type { RecordData } from '@/ui/data/types';
import type { ObjectScope } from '../object-scope';

const FilesCard = dynamic(
  () => import('@/ui/files/files-card').then((module) => module.FilesCard),
  { ssr: false },
);

/** Whether records of an object can have files, and one may see them. */
export function useHasFiles({ object }: ObjectScope): boolean {
  const can = useCan();
  const isTarget = Object.values(uiObjectMap.get('files')?.fields ?? {}).some(
    ({ target }) => target === object.name,
  );
  return isTarget && can('files:read');
}

/** The files of a record, for whoever may see files. */
export function RecordFiles(props: { scope: ObjectScope; record: RecordData }) {
  return useHasFiles(props.scope) ? <FilesCard {...props} /> : null;
}
