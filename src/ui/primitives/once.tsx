'use client';

import { type ReactNode, useState } from 'react';

/** Draws its children from the moment they are first wanted, and keeps them: what is heavy waits, and can close with its own end. */
export function Once({ when, children }: { when: boolean; children: ReactNode }) {
  const [wanted, setWanted] = useState(when);
  if (when && !wanted) setWanted(true);
  return wanted || when ? children : null;
}
