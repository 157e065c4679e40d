import { redirect } from 'next/navigation';
import { uiObjects } from '@/registry.ui';
import { readSession } from './session';

export default async function Home() {
  const session = await readSession();
  const first = uiObjects.find((object) => session?.permissions.includes(`${object.name}:read`));
  redirect(session ? `/${first?.name ?? 'settings'}` : '/sign-in');
}
