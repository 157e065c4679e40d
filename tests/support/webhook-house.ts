import type { Ctx } from '@/core/run/context';
import { startRelay } from '@/core/run/jobs/relay';
import { startWorkers } from '@/core/run/jobs/worker';
import { jobKindsOf } from '@/entry/work';
import { webhooksModule } from '@/features/webhooks/module';
import { workPrincipal } from '@/identity/member-principal';
import { identityModule } from '@/identity/module';
import { accountsModule } from '@/objects/accounts/module';
import { contactsModule } from '@/objects/contacts/module';
import { type TestApp, type TestAppOptions, testApp } from './app';
import { call } from './call';
import { type TestCompany, testCompany, testCtx } from './company';
import { startDatabase } from './database';
import { type Receiver, startReceiver } from './receiver';

export const webhookModules = [identityModule, accountsModule, contactsModule, webhooksModule];

/** A company with relay, workers and a receiver, which the installation allows to be called. */
export interface WebhookHouse {
  readonly app: TestApp;
  readonly company: TestCompany;
  readonly ctx: Ctx;
  readonly receiver: Receiver;
  /** Starts relay and workers; they stop with the house. */
  work(): void;
  receive(): Promise<Receiver>;
  /** Whatever waits for its time is due now. */
  travel(): Promise<void>;
  close(): Promise<void>;
}

export async function webhookHouse(options: TestAppOptions = {}): Promise<WebhookHouse> {
  const app = await testApp({
    modules: webhookModules,
    ...options,
    env: { AMBIT_OUTBOUND_ALLOW: '127.0.0.1' },
  });
  const company = await testCompany();
  const parts: (() => Promise<void>)[] = [];
  const receive = async () => {
    const receiver = await startReceiver();
    parts.push(receiver.close);
    return receiver;
  };
  const receiver = await receive();
  return {
    app,
    company,
    ctx: testCtx(app, company, company),
    receiver,
    receive,
    work() {
      const relay = startRelay(app, {
        subscribers: webhooksModule.subscribers ?? [],
        look_ms: 30,
      });
      const kinds = jobKindsOf([webhooksModule]);
      const workers = startWorkers(app, { kinds, principalOf: workPrincipal, look_ms: 30 });
      parts.push(workers.stop, relay.stop);
    },
    async travel() {
      const { admin } = await startDatabase();
      const id = company.company.id;
      await admin.query('update webhooks set paused_until = null where company_id = $1', [id]);
      await admin.query(
        `update webhook_deliveries set next_at = now() where company_id = $1 and status = 'pending'`,
        [id],
      );
      await admin.query(
        `update jobs set due_at = '-infinity' where company_id = $1 and status = 'queued'`,
        [id],
      );
    },
    async close() {
      for (const end of parts.splice(0).reverse()) await end();
    },
  };
}

/** Makes a webhook for the house's receiver, or another address. */
export async function webhook(
  house: WebhookHouse,
  events: readonly string[] = ['contact.*'],
  url = house.receiver.url,
): Promise<{ readonly id: string; readonly secret: string }> {
  return (await call(house.ctx, 'webhooks.create', { body: { url, events } })).data;
}

/** Makes a contact; answers its id. */
export const contact = async ({ ctx }: WebhookHouse, first_name = 'Ada'): Promise<string> =>
  (await call(ctx, 'contacts.create', { body: { first_name } })).data.id;

/** The deliveries of a webhook as the API lists them. */
export const deliveries = async ({ ctx }: WebhookHouse, id: string, search = '') =>
  (await call(ctx, 'webhooks.deliveries', { params: { id }, search })).data;
