'use client';

import { Pencil, Trash2 } from 'lucide-react';
import type { ReactNode } from 'react';
import { Button } from '@/ui/primitives/button';
import { Tooltip } from '@/ui/primitives/tooltip';

export interface Tool {
  readonly hint: string;
  /** With what it is done to, for who does not see the row. */
  readonly label: string;
  readonly onClick: () => void;
}

/** Changes and removes what a row is about; null: that cannot be done. */
export function RowTools({ edit, remove }: { edit: Tool | null; remove: Tool | null }) {
  return (
    <>
      {edit ? <RowTool {...edit} icon={<Pencil aria-hidden />} /> : null}
      {remove ? <RowTool {...remove} icon={<Trash2 aria-hidden />} /> : null}
    </>
  );
}

/** One thing that can be done with a row. */
export function RowTool({ hint, label, onClick, icon }: Tool & { readonly icon: ReactNode }) {
  return (
    <Tooltip content={hint}>
      <Button variant="ghost" size="icon" aria-label={label} onClick={onClick}>
        {icon}
      </Button>
    </Tooltip>
  );
}
