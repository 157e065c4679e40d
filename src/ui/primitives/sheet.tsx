'use client';

import { X } from 'lucide-react';
import { useTranslations } from 'next-intl';
import type * as Radix from 'radix-ui/dialog';
import type { ComponentProps, ReactNode } from 'react';
import { Button } from './button';
import { cn } from './cn';
import { Dialog, DialogOverlay, DialogTrigger, useDialogWaits } from './dialog';
import { focusFirstField } from './first-field';
import { ignoreToasts } from './layer';
import { layers } from './layer-loader';

export const Sheet = Dialog;
export const SheetTrigger = DialogTrigger;

const sides = {
  right: 'inset-y-0 right-0 w-full md:w-120 md:border-l data-[state=open]:animate-slide-right',
  left: 'inset-y-0 left-0 w-72 border-r data-[state=open]:animate-slide-left',
  bottom:
    'inset-x-0 bottom-0 max-h-[85dvh] rounded-t-xl border-t data-[state=open]:animate-slide-up',
};

export interface SheetContentProps extends Omit<ComponentProps<typeof Radix.Content>, 'title'> {
  title: ReactNode;
  description?: ReactNode;
  hideTitle?: boolean;
  side?: keyof typeof sides;
  /** Controls beside the close button. */
  actions?: ReactNode;
  footer?: ReactNode;
}

/** A modal panel from an edge: full screen on phones when it comes from the right. */
export function SheetContent({
  title,
  description,
  hideTitle,
  side = 'right',
  actions,
  footer,
  className,
  children,
  ...props
}: SheetContentProps) {
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
          'fixed z-50 flex flex-col bg-background outline-none',
          sides[side],
          className,
        )}
        {...props}
      >
        <header
          className={cn('flex min-h-12 items-center gap-1 border-b px-4', hideTitle && 'sr-only')}
        >
          <div className="min-w-0 flex-1 py-2">
            <Title className="truncate font-semibold text-base">{title}</Title>
            {description ? (
              <Description className="text-muted-foreground text-xs">{description}</Description>
            ) : null}
          </div>
          {actions}
          <Close asChild>
            <Button variant="ghost" size="icon-sm" aria-label={t('close')} className="-mr-2">
              <X aria-hidden />
            </Button>
          </Close>
        </header>
        <div className="min-h-0 flex-1 overflow-y-auto overscroll-contain">{children}</div>
        {footer ? (
          <footer className="flex flex-wrap justify-end gap-2 border-t px-4 py-3 pb-[max(12px,env(safe-area-inset-bottom))]">
            {footer}
          </footer>
        ) : null}
      </Content>
    </Portal>
  );
}
