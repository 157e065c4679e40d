'use client';

import { X } from 'lucide-react';
import { useTranslations } from 'next-intl';
import type * as Radix from 'radix-ui/dialog';
import { type ComponentProps, createContext, type ReactNode, useContext } from 'react';
import { Button } from './button';
import { cn } from './cn';
import { focusFirstField } from './first-field';
import { ignoreToasts } from './layer';
import { layers } from './layer-loader';
import {
  LayerRoot,
  type LayerRootProps,
  LayerTrigger,
  type LayerTriggerProps,
  type Waiting,
} from './lazy-layer';

const DialogContext = createContext<Waiting | null>(null);

export function Dialog(props: LayerRootProps) {
  return <LayerRoot context={DialogContext} root={() => layers().dialog.Root} {...props} />;
}

export function DialogTrigger(props: LayerTriggerProps) {
  return (
    <LayerTrigger
      context={DialogContext}
      trigger={() => layers().dialog.Trigger}
      popup="dialog"
      {...props}
    />
  );
}

export function DialogClose(props: ComponentProps<typeof Radix.Close>) {
  const { Close } = layers().dialog;
  return <Close {...props} />;
}

/** Whether a dialog above is still waiting for its code, so that its content cannot be drawn yet. */
export const useDialogWaits = (): boolean => useContext(DialogContext) !== null;

export function DialogOverlay({ className, ...props }: ComponentProps<typeof Radix.Overlay>) {
  const { Overlay } = layers().dialog;
  return (
    <Overlay
      className={cn('fixed inset-0 z-50 bg-scrim data-[state=open]:animate-fade-in', className)}
      {...props}
    />
  );
}

export interface DialogContentProps extends Omit<ComponentProps<typeof Radix.Content>, 'title'> {
  title: ReactNode;
  /** Read to people who cannot see the dialog, shown below the title. */
  description?: ReactNode;
  /** The title is announced but not shown. */
  hideTitle?: boolean;
  /** Buttons at the foot, the main one last. */
  footer?: ReactNode;
}

/** A modal window; the whole screen on phones is left to Sheet. */
export function DialogContent({
  title,
  description,
  hideTitle,
  footer,
  className,
  children,
  ...props
}: DialogContentProps) {
  const t = useTranslations('primitives');
  if (useDialogWaits()) return null;
  const { Portal, Content, Title, Description, Close } = layers().dialog;
  return (
    <Portal>
      <DialogOverlay />
      <Content
        {...(description ? {} : { 'aria-describedby': undefined })}
        onOpenAutoFocus={focusFirstField}
        onInteractOutside={ignoreToasts}
        className={cn(
          'fixed top-1/2 left-1/2 z-50 flex max-h-[calc(100dvh-32px)] w-[calc(100vw-32px)] max-w-md -translate-x-1/2 -translate-y-1/2 flex-col rounded-xl bg-popover shadow-popover outline-none data-[state=open]:animate-pop-in',
          className,
        )}
        {...props}
      >
        <header className={cn('flex items-start gap-2 px-5 pt-4 pb-3', hideTitle && 'sr-only')}>
          <div className="min-w-0 flex-1">
            <Title className="font-semibold text-md">{title}</Title>
            {description ? (
              <Description className="mt-1 text-muted-foreground text-sm">
                {description}
              </Description>
            ) : null}
          </div>
          <Close asChild>
            <Button
              variant="ghost"
              size="icon-sm"
              aria-label={t('close')}
              className="-mr-2 max-md:-mt-2.5"
            >
              <X aria-hidden />
            </Button>
          </Close>
        </header>
        <div className="min-h-0 flex-1 overflow-y-auto px-5 pb-4">{children}</div>
        {footer ? (
          <footer className="flex flex-wrap justify-end gap-2 border-t px-5 py-3">{footer}</footer>
        ) : null}
      </Content>
    </Portal>
  );
}
