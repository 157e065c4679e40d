import type { Metadata } from 'next';
import { cookies } from 'next/headers';
import { notFound, redirect } from 'next/navigation';
import { uiObjectMap } from '@/registry.ui';
import { cookieNames } from '@/ui/shell/preferences';
import { isScreen } from '@/ui/shell/screen-path';
import { SignedIn } from '@/ui/shell/signed-in';
import { readLook } from '../look';
import { readSession } from '../session';

interface Props {
  params: Promise<{ path: string[] }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const [first = ''] = (await params).path;
  const { language } = await readLook();
  const object = uiObjectMap.get(first);
  return object ? { title: object.label_plural[language] } : {};
}

/** Every signed-in screen; the browser draws them and moves between them without coming back here. */
export default async function SignedInPage({ params, searchParams }: Props) {
  const { path } = await params;
  if (!isScreen(path)) notFound();
  const session = await readSession();
  if (!session)
    redirect(
      `/sign-in?next=${encodeURIComponent(`/${path.join('/')}${searchOf(await searchParams)}`)}`,
    );
  const collapsed = (await cookies()).get(cookieNames.sidebar)?.value === '0';
  return <SignedIn session={session} collapsed={collapsed} />;
}

function searchOf(given: Record<string, string | string[] | undefined>): string {
  const search = new URLSearchParams(
    Object.entries(given).flatMap(([name, value]) =>
      [value ?? []].flat().map((one): [string, string] => [name, one]),
    ),
  );
  return search.size > 0 ? `?${search}` : '';
}
