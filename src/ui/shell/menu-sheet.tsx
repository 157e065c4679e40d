'use client';

import { useTranslations } from 'next-intl';
import { Sheet, SheetContent } from '@/ui/primitives/sheet';
import { CompanySwitcher } from './company-switcher';
import { Link } from './navigation';
import { useNavigationItems } from './navigation-items';
import { UnreadBadge } from './unread-badge';
import { UserMenu } from './user-menu';

/** On phones: everything the sidebar has. */
export function MenuSheet({
  open,
  onOpenChange,
}: {
  open: boolean;
  onOpenChange: (open: boolean) => void;
}) {
  const t = useTranslations('shell');
  const { personal, objects, tools, settings } = useNavigationItems();
  return (
    <Sheet open={open} onOpenChange={onOpenChange}>
      <SheetContent side="bottom" title={t('menu')}>
        <div className="flex flex-col gap-2 p-2 pb-[max(8px,env(safe-area-inset-bottom))]">
          <CompanySwitcher collapsed={false} />
          <ul className="flex flex-col border-y py-1">
            {[...personal, ...objects, ...tools, settings].map((item) => (
              <li key={item.href}>
                <Link
                  href={item.href}
                  onClick={() => onOpenChange(false)}
                  className="flex h-11 items-center gap-3 rounded-md px-2 text-base hover:bg-hover [&_svg]:size-4.5 [&_svg]:text-faint-foreground"
                >
                  {item.icon}
                  {item.label}
                  <UnreadBadge
                    {...(item.count === undefined ? {} : { count: item.count })}
                    className="ml-auto"
                  />
                </Link>
              </li>
            ))}
          </ul>
          <UserMenu collapsed={false} />
        </div>
      </SheetContent>
    </Sheet>
  );
}
