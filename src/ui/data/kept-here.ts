/** How the names begin of what people leave on a device: whoever uses it next is not told what others wrote or read. */
export const draftPrefix = 'ambit:draft:';
export const recentPrefix = 'ambit:recent:';

/** Forgets all of it; called on sign-out. */
export function forgetKept(): void {
  try {
    for (const name of Object.keys(localStorage))
      if (name.startsWith(draftPrefix) || name.startsWith(recentPrefix))
        localStorage.removeItem(name);
  } catch {
    // No storage on this device: nothing was kept.
  }
}
