/**
 * Where the focus goes when a dialog opens: its first field that is typed into or has to be chosen, or the dialog itself. Radix would take the close button,
 * which is never what somebody wants first. For `onOpenAutoFocus`.
 */
export function focusFirstField(event: Event): void {
  const layer = event.currentTarget;
  if (!(layer instanceof HTMLElement)) return;
  event.preventDefault();
  const field = layer.querySelector<HTMLElement>(
    '[data-autofocus], [role="combobox"][aria-required="true"]:not([disabled]), input:not([disabled], [type="hidden"], [type="checkbox"]), textarea:not([disabled])',
  );
  (field ?? layer).focus();
}
