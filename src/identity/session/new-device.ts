import type { Anonymous } from '@/core/run/context';
import { browserOf } from '@/core/shape/browser-name';
import type { Tx } from '@/platform/db/types';
import type { UserView } from '../arrival';
import { mailUser } from '../mail-user';
import { newDeviceMail } from '../mails';
import { knownDevice } from './cookie';

/**
 * Mails somebody who signed in with a browser that had never signed in as them. The browser is named in our words: what it says
 * of itself may be anything. `tx` is of the auth role.
 */
export async function tellOfNewDevice(
  tx: Tx,
  ctx: Anonymous,
  request: Request,
  user: UserView,
): Promise<void> {
  const { app, origin } = ctx;
  if (knownDevice(app.env, request, user.email) !== null) return;
  const seen = { browser: browserOf(origin.user_agent), ip: origin.ip };
  await mailUser(tx, ctx, user.id, newDeviceMail(app.env, user, seen), {
    kind: 'new_device',
    useful_seconds: 86_400,
  });
}
