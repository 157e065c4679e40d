import type { ReactNode } from 'react';

export function AuthLink({ href, children }: { href: string; children: ReactNode }) {
  return (
    <a
      href={href}
      className="rounded-sm text-primary-text underline decoration-primary-text/40 underline-offset-4 hover:decoration-primary-text max-md:py-2.5"
    >
      {children}
    </a>
  );
}
