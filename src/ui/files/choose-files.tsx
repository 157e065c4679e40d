'use client';

import { Paperclip } from 'lucide-react';
import { useTranslations } from 'next-intl';
import {
  type ComponentProps,
  type DragEvent,
  type ReactNode,
  type Ref,
  useRef,
  useState,
} from 'react';
import { Button } from '@/ui/primitives/button';
import { cn } from '@/ui/primitives/cn';

/** A button that asks for files; phones offer the camera too. */
export function ChooseFiles({
  onChoose,
  label,
  ...props
}: { onChoose: (files: readonly File[]) => void; label?: string } & Omit<
  ComponentProps<typeof Button>,
  'onClick' | 'children'
>) {
  const t = useTranslations('files');
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <Button size="sm" variant="ghost" {...props} onClick={() => input.current?.click()}>
        <Paperclip aria-hidden />
        {label ?? t('add')}
      </Button>
      <input
        ref={input}
        type="file"
        multiple
        hidden
        aria-label={t('choose')}
        onChange={({ target }) => {
          onChoose([...(target.files ?? [])]);
          // The same file can be chosen again.
          target.value = '';
        }}
      />
    </>
  );
}

/** An area that takes files dropped anywhere on it. */
export function DropArea({
  onDrop,
  className,
  ref,
  children,
}: {
  /** Absent: nothing can be dropped. */
  onDrop: ((files: readonly File[]) => void) | undefined;
  className?: string;
  ref?: Ref<HTMLDivElement>;
  children: ReactNode;
}) {
  const t = useTranslations('files');
  const [over, setOver] = useState(0);
  const holdsFiles = (event: DragEvent) => event.dataTransfer.types.includes('Files');
  const listen = onDrop
    ? {
        onDragEnter: (event: DragEvent) => holdsFiles(event) && setOver((now) => now + 1),
        onDragLeave: (event: DragEvent) => holdsFiles(event) && setOver((now) => now - 1),
        onDragOver: (event: DragEvent) => {
          if (holdsFiles(event)) event.preventDefault();
        },
        onDrop: (event: DragEvent) => {
          if (!holdsFiles(event)) return;
          event.preventDefault();
          setOver(0);
          onDrop([...event.dataTransfer.files]);
        },
      }
    : {};
  return (
    <div ref={ref} className={cn('relative', className)} {...listen}>
      {children}
      {over > 0 ? (
        <div className="pointer-events-none absolute inset-1 z-20 flex items-center justify-center rounded-md border-2 border-primary border-dashed bg-background/90 font-medium">
          {t('drop_here')}
        </div>
      ) : null}
    </div>
  );
}
