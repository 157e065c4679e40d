'use client';

import { tasks } from '@/objects/tasks/object';
import { uiObjects } from '@/registry.ui';
import { useCan } from '@/ui/data/session';
import { navigate, usePath } from './navigation';

/** Opens the create form of the object on screen, else of the first one may create; null when none. */
export function useCreateAction(): (() => void) | null {
  const can = useCan();
  const [first, second] = usePath();
  const creatable = uiObjects.filter((object) => can(`${object.name}:create`));
  const here =
    first === 'my-work' || first === 'calendar' ? tasks.name : first === 'bin' ? second : first;
  const object = creatable.find((one) => one.name === here) ?? creatable[0];
  if (!object) return null;
  return () => {
    // What the list is searched and filtered by stays for afterwards.
    const address = new URLSearchParams(first === object.name && !second ? location.search : '');
    address.set('new', '1');
    navigate(`/${object.name}?${address}`);
  };
}
