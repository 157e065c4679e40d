'use client';

import { useTranslations } from 'next-intl';
import type { ComponentProps } from 'react';

/** A landmark around what floats at the end of the page, so that no content lies outside of one. */
export function LayerRegion(props: ComponentProps<'div'>) {
  const t = useTranslations('primitives');
  return <div role="region" aria-label={t('layer')} {...props} />;
}
