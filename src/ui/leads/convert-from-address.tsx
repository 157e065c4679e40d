'use client';

import dynamic from 'next/dynamic';
import { useSearchParams } from 'next/navigation';
import { navigate } from '@/ui/shell/navigation';

const ConvertDialog = dynamic(
  () => import('./convert-dialog').then((module) => module.ConvertDialog),
  { ssr: false },
);

const here = (change: (search: URLSearchParams) => void): string => {
  const search = new URLSearchParams(window.location.search);
  change(search);
  const text = search.toString();
  return `${window.location.pathname}${text ? `?${text}` : ''}`;
};

/** Opens the dialog over whatever screen of leads is shown; Back closes it. */
export const askToConvert = (id: string): void =>
  navigate(here((search) => search.set('convert', id)));

/** The dialog that converts a lead, while the address asks for it. */
export function ConvertFromAddress() {
  const id = useSearchParams().get('convert');
  if (!id) return null;
  const close = () =>
    navigate(
      here((search) => search.delete('convert')),
      { replace: true },
    );
  return <ConvertDialog key={id} id={id} onClose={close} />;
}
