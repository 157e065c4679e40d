import { uiObjectMap } from '@/registry.ui';
import { movedSections, settingsSections } from '@/ui/settings/sections';

/** Screens without parts. */
const personal = ['home', 'my-work', 'calendar', 'notifications', 'forecast'];

/** Whether the address names a screen; the server answers 404 for others. Client-safe. */
export function isScreen(path: readonly string[]): boolean {
  const [first = '', second, ...rest] = path;
  if (rest.length > 0) return false;
  if (uiObjectMap.has(first) || first === 'import') return true;
  if (personal.includes(first)) return second === undefined;
  if (first === 'bin') return second === undefined || uiObjectMap.has(second);
  if (first === 'settings')
    return (
      second === undefined ||
      Object.hasOwn(movedSections, second) ||
      settingsSections.some((section) => section.name === second)
    );
  return false;
}
