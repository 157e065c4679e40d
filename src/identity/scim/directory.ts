import type { Anonymous, App } from '@/core/run/context';
import type { EventActor } from '@/core/run/events';
import { AppError } from '@/core/shape/errors';
import type { Tx } from '@/platform/db/types';
import { enterCompany } from '../enter-company';
import type { RoleName } from '../permissions';
import { companyOfToken, newToken, sha256 } from '../session/keys';

/** Who calls with a token of SCIM: the directory behind one connection of one company. */
export interface Directory {
  readonly app: App;
  readonly company_id: string;
  readonly connection_id: string;
  /** Of the connection. */
  readonly name: string;
  readonly default_role: RoleName;
  /** It changes nobody above this role. */
  readonly vouched_role: RoleName;
  readonly language: 'en' | 'tr';
  readonly actor: EventActor;
}

export const scimToken = (company_id: string): string => `amb_scim_${newToken(company_id)}`;
const tokenForm = /^Bearer amb_scim_([\w-]{65})$/i;

/** Throws 401 for anything but a token in force, whose connection is on. */
export async function directoryOf(ctx: Anonymous, request: Request): Promise<Directory> {
  const token = tokenForm.exec(request.headers.get('authorization') ?? '')?.[1];
  const company_id = token === undefined ? null : companyOfToken(token);
  if (token === undefined || company_id === null) throw unknown();
  const { rows } = await ctx.app.db.read<
    Pick<Directory, 'connection_id' | 'name' | 'default_role' | 'vouched_role' | 'language'> & {
      stale: boolean;
    }
  >(
    { company_id, user_id: null },
    {
      name: 'scim_directory',
      text: `select t.connection_id, c.name, c.default_role, c.vouched_role, o.language,
          t.last_used_at is null or t.last_used_at < now() - interval '5 minutes' as stale
        from scim_tokens t join sso_connections c on c.company_id = t.company_id and c.id = t.connection_id and c.active
        join companies o on o.id = t.company_id
        where t.company_id = $1 and t.token_hash = $2`,
      values: [company_id, sha256(`amb_scim_${token}`)],
    },
  );
  const found = rows[0];
  if (!found) throw unknown();
  const { stale, ...directory } = found;
  if (stale) await noteUse(ctx, company_id, directory.connection_id);
  const { app, origin } = ctx;
  const actor: EventActor = { app, company_id, actor_kind: 'system', actor_id: null, origin };
  return { app, company_id, actor, ...directory };
}

const noteUse = ({ app }: Anonymous, company_id: string, connection_id: string) =>
  app.db.withCompany({ company_id, user_id: null }, (tx) =>
    tx.run({
      text: 'update scim_tokens set last_used_at = now() where company_id = $1 and connection_id = $2',
      values: [company_id, connection_id],
    }),
  );

const unknown = () => new AppError('unauthenticated', 'Send the token of a directory as Bearer.');

/** A transaction of the auth role, and the same inside the company of the directory. */
export const inCompany = <T>(
  tx: Tx,
  { company_id }: Directory,
  work: () => Promise<T>,
): Promise<T> => enterCompany(tx, { company_id, user_id: null }, work);
