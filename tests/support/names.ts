import { rolesOf } from '@/platform/db/roles';

export const testSecret = 'a secret for tests, known to everybody';
export const testRoles = rolesOf('ambit_test');

/** The same server, another database and perhaps another login. */
export function databaseUrl(
  url: string,
  database: string,
  user?: string,
  password?: string,
): string {
  return url
    .replace(/\/[^/?]*(\?|$)/, `/${database}$1`)
    .replace(/\/\/[^/]*@/, (login) =>
      user === undefined ? login : `//${user}:${encodeURIComponent(password ?? '')}@`,
    );
}
