'use client';

import { useCallback, useEffect, useRef, useState } from 'react';
import { isApiError } from '@/ui/data/api-error';
import { useErrorText, useIssueText } from '@/ui/data/issue-text';
import { uploadFile } from './upload';

/** A file on its way. */
export interface Uploading {
  readonly key: string;
  readonly file: File;
  /** 0 to 1. */
  readonly share: number;
  /** Set when its bytes are stored. */
  readonly upload_id: string | null;
  /** Why it failed, in words. */
  readonly failure: string | null;
}

/** Sends files one after the other. `onStored` makes something of each; it stays in the list until that was done. */
export function useUploads(
  onStored?: (stored: { name: string; upload_id: string }) => Promise<unknown>,
) {
  const [items, setItems] = useState<readonly Uploading[]>([]);
  const list = useRef(items);
  const running = useRef(new Map<string, AbortController>());
  const chain = useRef<Promise<void>>(Promise.resolve());
  const errorText = useErrorText();
  const issueText = useIssueText();

  const update = useCallback((change: (before: readonly Uploading[]) => readonly Uploading[]) => {
    list.current = change(list.current);
    setItems(list.current);
  }, []);
  const patch = (key: string, values: Partial<Uploading>) =>
    update((all) => all.map((one) => (one.key === key ? { ...one, ...values } : one)));
  const drop = (key: string) => update((all) => all.filter((one) => one.key !== key));
  const wordsOf = (error: unknown): string => {
    const [issue] = isApiError(error) ? error.issues : [];
    return issue ? issueText(issue) : errorText(error);
  };

  const run = async (key: string, file: File) => {
    const controller = running.current.get(key);
    if (!controller || controller.signal.aborted) return;
    try {
      const upload_id = await uploadFile(file, (share) => patch(key, { share }), controller.signal);
      patch(key, { upload_id, share: 1 });
      if (!onStored) return;
      await onStored({ name: file.name, upload_id });
      drop(key);
    } catch (error) {
      if (error instanceof DOMException && error.name === 'AbortError') drop(key);
      else patch(key, { failure: wordsOf(error) });
    } finally {
      running.current.delete(key);
    }
  };
  const queue = (key: string, file: File) => {
    running.current.set(key, new AbortController());
    chain.current = chain.current.then(() => run(key, file));
  };

  // Whoever leaves takes what is on its way with them.
  useEffect(() => {
    const controllers = running.current;
    return () => {
      for (const controller of controllers.values()) controller.abort();
    };
  }, []);

  return {
    items,
    add(files: Iterable<File>) {
      for (const file of files) {
        const key = crypto.randomUUID();
        update((all) => [...all, { key, file, share: 0, upload_id: null, failure: null }]);
        queue(key, file);
      }
    },
    /** Stops it, or takes it from the list. */
    cancel(key: string) {
      running.current.get(key)?.abort();
      drop(key);
    },
    retry(key: string) {
      const item = list.current.find((one) => one.key === key);
      if (!item) return;
      patch(key, { failure: null, share: 0 });
      queue(key, item.file);
    },
    /** Waits for all of them; those whose bytes are stored. */
    async settled(): Promise<readonly Uploading[]> {
      await chain.current;
      return list.current;
    },
  };
}

export type Uploads = ReturnType<typeof useUploads>;
