/** Looks of what floats above the page: menus, popovers, selects. */
export const layerClass =
  'z-50 rounded-lg bg-popover text-foreground shadow-popover data-[state=open]:animate-pop-in outline-none';

/** Looks of one row in a menu or list. */
export const itemClass =
  'relative flex min-h-8 cursor-default select-none items-center gap-2 rounded-md px-2 py-1 text-sm outline-none data-[highlighted]:bg-selected data-[selected=true]:bg-selected aria-disabled:pointer-events-none aria-disabled:opacity-50 max-md:min-h-11 [&_svg]:size-4 [&_svg]:shrink-0 [&_svg]:text-faint-foreground';

/** For onInteractOutside: pressing a button of a toast leaves the layer open. */
export function ignoreToasts(event: { target: EventTarget | null; preventDefault(): void }): void {
  const target = event.target;
  if (target instanceof Element && target.closest('[data-sonner-toaster]')) event.preventDefault();
}
