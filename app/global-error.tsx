'use client';

import './globals.css';

/** The last resort, when not even the layout could be drawn: no texts, data or session to rely on. */
export default function GlobalError({ reset }: { reset: () => void }) {
  return (
    <html lang="en">
      <body>
        <main className="flex min-h-dvh flex-col items-center justify-center gap-3 px-6 text-center">
          <h1 className="font-semibold text-base">Ambit could not draw this page</h1>
          <p className="text-muted-foreground text-sm">
            What you typed is kept. Trying again often helps.
          </p>
          <button
            type="button"
            onClick={reset}
            className="h-9 rounded-md bg-primary px-4 text-primary-foreground text-sm"
          >
            Try again
          </button>
        </main>
      </body>
    </html>
  );
}
