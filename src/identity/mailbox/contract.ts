import { z } from 'zod';
import { defineContract } from '@/core/shape/contract';
import * as shapes from '../shapes';

export const readMailbox = defineContract({
  name: 'mailbox.list',
  method: 'GET',
  path: '/mailbox',
  summary:
    'Mails kept on this machine, newest first; only without a mail server, on a loopback address, with the token printed at start',
  tag: 'Operation',
  auth: 'none',
  output: z.array(
    z.strictObject({
      id: shapes.id,
      sent_at: shapes.instant,
      to: z.string(),
      subject: z.string(),
      text: z.string(),
      html: z.string(),
    }),
  ),
  limits: { rate: { points: 600, seconds: 60, by: 'address' } },
});
