'use client';

import { useEffect, useState } from 'react';

/** Whether this browser knows passkeys; null until the page listens. */
export function usePasskeys(): boolean | null {
  const [able, setAble] = useState<boolean | null>(null);
  useEffect(() => setAble('PublicKeyCredential' in window), []);
  return able;
}
