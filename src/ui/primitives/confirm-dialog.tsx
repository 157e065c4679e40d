'use client';

import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { Button } from './button';
import { Dialog, DialogClose, DialogContent } from './dialog';

export interface ConfirmDialogProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  title: ReactNode;
  description: ReactNode;
  /** What the button does, in words: "Delete 12 contacts". */
  action: ReactNode;
  danger?: boolean;
  busy?: boolean;
  /** The action must wait, for example until a name was typed. */
  disabled?: boolean;
  onConfirm: () => void;
  children?: ReactNode;
}

/** Asks before something that cannot be undone. What can be undone is done at once, with an undo toast. */
export function ConfirmDialog(props: ConfirmDialogProps) {
  const t = useTranslations('primitives');
  return (
    <Dialog open={props.open} onOpenChange={props.onOpenChange}>
      <DialogContent
        role="alertdialog"
        title={props.title}
        description={props.description}
        footer={
          <>
            <DialogClose asChild>
              <Button>{t('cancel')}</Button>
            </DialogClose>
            <Button
              variant={props.danger ? 'danger' : 'primary'}
              busy={props.busy ?? false}
              disabled={props.disabled ?? false}
              onClick={props.onConfirm}
            >
              {props.action}
            </Button>
          </>
        }
      >
        {props.children}
      </DialogContent>
    </Dialog>
  );
}
