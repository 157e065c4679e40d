'use client';

import { setNonce } from 'get-nonce';
import { createContext, type ReactNode, useContext, useState } from 'react';

const NonceContext = createContext<string | undefined>(undefined);

/** Hands the page's CSP nonce to everything that adds style elements (Radix scroll lock and viewports). */
export function NonceProvider({
  nonce,
  children,
}: {
  nonce: string | undefined;
  children: ReactNode;
}) {
  // The first nonce is the document's; a later server render carries another one the browser would refuse.
  const [first] = useState(nonce);
  if (first && typeof window !== 'undefined') setNonce(first);
  return <NonceContext value={first}>{children}</NonceContext>;
}

export const useNonce = (): string | undefined => useContext(NonceContext);
