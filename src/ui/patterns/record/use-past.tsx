'use client';

import dynamic from 'next/dynamic';
import { type ReactNode, useState } from 'react';
import type { RecordData } from '@/ui/data/types';
import { isLocked } from '../model/entries';
import type { ObjectScope } from '../object-scope';
import type { Restoration } from './restore-dialog';
import type { Moment } from './use-as-of';

const AsOfSheet = dynamic(() => import('./as-of-sheet').then((module) => module.AsOfSheet));
const RestoreDialog = dynamic(() =>
  import('./restore-dialog').then((module) => module.RestoreDialog),
);

/** What a history offers with earlier states of its record. */
export interface Past {
  readonly scope: ObjectScope;
  readonly record: RecordData;
  /** Opens the record as it was. */
  look(moment: Moment): void;
  /** Asks before values come back; absent where the record cannot be changed. */
  readonly restore?: (restoration: Restoration) => void;
  /** The open dialog, to be drawn once. */
  readonly layers: ReactNode;
}

/** Looking at earlier states of a record and bringing them back. Its windows are loaded when they are first asked for. */
export function usePast(scope: ObjectScope, record: RecordData): Past {
  const [looked, setLooked] = useState<Moment | null>(null);
  const [restoration, setRestoration] = useState<Restoration | null>(null);
  const may = scope.can('update', record) && !isLocked(scope.object, record);
  const restore = (wanted: Restoration) => {
    setLooked(null);
    setRestoration(wanted);
  };
  return {
    scope,
    record,
    look: setLooked,
    ...(may ? { restore } : {}),
    layers: (
      <>
        {looked ? (
          <AsOfSheet
            scope={scope}
            record={record}
            moment={looked}
            onRestore={may ? restore : undefined}
            onClose={() => setLooked(null)}
          />
        ) : null}
        {restoration ? (
          <RestoreDialog
            scope={scope}
            record={record}
            restoration={restoration}
            onClose={() => setRestoration(null)}
          />
        ) : null}
      </>
    ),
  };
}
