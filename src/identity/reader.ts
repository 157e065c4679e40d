import type { App } from '@/core/run/context';

/** What a mail to somebody needs to know of them. */
export interface Reader {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly email_verified: boolean;
  readonly language: 'en' | 'tr';
  /** IANA name; empty: that of the company. */
  readonly time_zone: string;
}

/** Users by id, as they set themselves up; only those there are. */
export async function readersOf(
  app: App,
  ids: readonly string[],
): Promise<ReadonlyMap<string, Reader>> {
  const { rows } = await app.db.asAuth((tx) =>
    tx.run<Reader>({
      name: 'readers_of',
      text: 'select id, name, email, email_verified, language, time_zone from users where id = any($1::uuid[])',
      values: [ids],
    }),
  );
  return new Map(rows.map((row) => [row.id, row]));
}
