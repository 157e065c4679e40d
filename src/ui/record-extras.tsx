'use client';

import dynamic from 'next/dynamic';
import type { ComponentType } from 'react';
import type { RecordData } from '@/ui/data/types';

/** What stands below the identity of a record, by object; the patterns themselves know no single object. */
export const recordExtras: Readonly<
  Partial<Record<string, ComponentType<{ record: RecordData }>>>
> = {
  activities: dynamic(
    () => import('@/ui/meetings/attendees-section').then((module) => module.AttendeesSection),
    { ssr: false },
  ),
  deals: dynamic(() => import('@/ui/deals/deal-stage').then((module) => module.DealStage), {
    ssr: false,
  }),
  leads: dynamic(() => import('@/ui/leads/lead-state').then((module) => module.LeadState), {
    ssr: false,
  }),
};

/** What else can be done with selected records, by object. */
export const selectionExtras: Readonly<
  Partial<Record<string, ComponentType<{ ids: ReadonlySet<string> }>>>
> = {
  leads: dynamic(() =>
    import('@/ui/leads/convert-selected').then((module) => module.ConvertSelected),
  ),
};
