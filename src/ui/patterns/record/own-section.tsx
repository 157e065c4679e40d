'use client';

import dynamic from 'next/dynamic';
import type { ComponentType } from 'react';
import type { RecordData } from '@/ui/data/types';

interface Props {
  record: RecordData;
  editable: boolean;
}

/** What pages of some objects have beside fields and history. */
const sections: Readonly<Record<string, ComponentType<Props>>> = {
  deals: dynamic(() => import('@/ui/deals/items/deal-items').then((module) => module.DealItems)),
  quotes: dynamic(() => import('@/ui/quotes/quote-section').then((module) => module.QuoteSection)),
};

export const hasOwnSection = (object: string): boolean => Object.hasOwn(sections, object);

/** The section of an object's own; nothing for most. */
export function OwnSection({ object, ...props }: Props & { object: string }) {
  const Section = hasOwnSection(object) ? sections[object] : undefined;
  return Section ? <Section {...props} /> : null;
}
