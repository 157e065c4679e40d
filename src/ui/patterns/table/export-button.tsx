'use client';

import { Download } from 'lucide-react';
import dynamic from 'next/dynamic';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { Button } from '@/ui/primitives/button';
import type { Exported } from './export-dialog';

const ExportDialog = dynamic(
  () => import('./export-dialog').then((module) => module.ExportDialog),
  {
    ssr: false,
  },
);

interface Props extends Exported {
  size?: 'icon' | 'sm';
  className?: string;
}

/** Takes records of a list away as a file, for those who may. */
export function ExportButton({ size, className, ...exported }: Props) {
  const t = useTranslations('list');
  const [open, setOpen] = useState(false);
  if (!exported.scope.can('export')) return null;
  return (
    <>
      <Button
        {...(size ? { size } : {})}
        {...(size === 'icon' ? { variant: 'ghost' as const, 'aria-label': t('export') } : {})}
        className={className}
        onClick={() => setOpen(true)}
      >
        <Download aria-hidden />
        {size === 'icon' ? null : t('export')}
      </Button>
      {open ? <ExportDialog {...exported} onClose={() => setOpen(false)} /> : null}
    </>
  );
}
