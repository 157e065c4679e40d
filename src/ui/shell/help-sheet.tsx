'use client';

import { useTranslations } from 'next-intl';
import { Kbd } from '@/ui/primitives/kbd';
import { Sheet, SheetContent } from '@/ui/primitives/sheet';
import { type ShortcutGroup, useActiveShortcuts } from './shortcuts';

const groups: readonly ShortcutGroup[] = ['general', 'go', 'list', 'record'];

/** `?`: every key that works on this screen. */
export function HelpSheet({
  open,
  onOpenChange,
}: {
  open: boolean;
  onOpenChange: (open: boolean) => void;
}) {
  const t = useTranslations('shortcuts');
  const shortcuts = useActiveShortcuts();
  return (
    <Sheet open={open} onOpenChange={onOpenChange}>
      <SheetContent title={t('title')} className="md:w-96">
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
        <div tabIndex={0} className="flex flex-col gap-5 p-4 outline-none">
          {groups.map((group) => {
            const members = shortcuts.filter((shortcut) => shortcut.group === group);
            if (members.length === 0) return null;
            return (
              <section key={group}>
                <h3 className="mb-1 font-medium text-faint-foreground text-xs">
                  {t(`group_${group}`)}
                </h3>
                <dl>
                  {members.map((shortcut) => (
                    <div
                      key={shortcut.keys}
                      className="flex min-h-8 items-center justify-between gap-4 border-b last:border-0"
                    >
                      <dt className="text-sm">{shortcut.label}</dt>
                      <dd>
                        <Kbd keys={shortcut.keys} />
                      </dd>
                    </div>
                  ))}
                </dl>
              </section>
            );
          })}
          <p className="text-faint-foreground text-xs">{t('escape')}</p>
        </div>
      </SheetContent>
    </Sheet>
  );
}
