'use client';

import { useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useEffect, useRef } from 'react';
import { api } from '@/ui/data/api';
import { refresh } from '@/ui/data/refresh';
import { useCan } from '@/ui/data/session';
import { useFailureToast } from '@/ui/data/use-records';
import { ChooseFiles } from '@/ui/files/choose-files';
import { UploadList } from '@/ui/files/upload-list';
import { useUploads } from '@/ui/files/use-uploads';
import { linkTo } from './links';

interface Attach {
  readonly button: ReactNode;
  readonly list: ReactNode;
  readonly onDrop: ((files: readonly File[]) => void) | undefined;
  /** Waits until everything was sent. False when something was not, or the form was put away meanwhile. */
  ready(): Promise<boolean>;
  /** Makes what was sent files of the record that was written. */
  to(id: string): Promise<void>;
}

/** Files for something that is being written: sent while one writes, attached once it is saved. */
export function useAttach(object: string): Attach {
  const client = useQueryClient();
  const can = useCan();
  const report = useFailureToast();
  const uploads = useUploads();
  const link = linkTo('files', object);
  const isOpen = useRef(false);
  useEffect(() => {
    isOpen.current = true;
    return () => {
      isOpen.current = false;
    };
  }, []);
  const may = link !== null && can('files:create');
  return {
    button: may ? <ChooseFiles onChoose={uploads.add} /> : null,
    list: <UploadList uploads={uploads} />,
    onDrop: may ? uploads.add : undefined,
    async ready() {
      const files = await uploads.settled();
      return isOpen.current && files.every(({ upload_id }) => upload_id !== null);
    },
    async to(id) {
      const stored = (await uploads.settled()).flatMap(({ file, upload_id }) =>
        upload_id ? [{ name: file.name, upload_id, [link ?? '']: id }] : [],
      );
      if (stored.length === 0) return;
      try {
        await api('POST', '/files/bulk', { create: stored });
      } catch (error) {
        // It was written all the same; what is missing is said.
        report(error);
      }
      await refresh(client, 'files');
    },
  };
}
