import { randomBytes } from 'node:crypto';
import type { App } from '@/core/run/context';
import { takeMails } from '@/core/run/mail/take-mails';
import { kindNames } from '@/features/notifications/shapes';
import { createRouter } from '@/http/router';
import { demoActivities, demoNotes } from './demo-activities';
import { type DemoLanguage, demoData } from './demo-data';
import { type DemoDeal, demoDeals, demoRates } from './demo-deals';
import { demoLeads } from './demo-leads';
import { demoItems, demoPriceBook, demoProducts, demoQuotes } from './demo-products';
import { demoTasks } from './demo-tasks';

export interface DemoLogin {
  readonly email: string;
  readonly password: string;
}

const colleagues = [
  { name: 'Mira Lindqvist', role: 'manager' },
  { name: 'Deniz Aydın', role: 'rep' },
  { name: 'Tom Barnaby', role: 'rep' },
] as const;

/**
 * Makes a demo company by the same API that everybody uses, so its data is stored as real data is. The password is
 * random and only returned. Throws when any call is refused.
 */
export async function seedDemo(app: App, language: DemoLanguage = 'en'): Promise<DemoLogin> {
  const call = caller(app);
  const login = { email: 'demo@ambit.example', password: randomBytes(9).toString('base64url') };
  const company_name = language === 'tr' ? 'Örnek Ticaret' : 'Northwind Trading';
  const country = language === 'tr' ? 'TR' : 'GB';
  const currency = language === 'tr' ? 'TRY' : 'GBP';
  const time_zone = language === 'tr' ? 'Europe/Istanbul' : 'Europe/London';
  const { company } = (await call('/auth/register', {
    name: 'Alex Morgan',
    ...login,
    company_name,
    country,
    currency,
    time_zone,
    language,
  })) as Arrival;
  await call('/auth/verify-email/confirm', { token: await mailedToken(app, company.id) });
  await call('/notifications/preferences', { kinds: noMails }, 'PATCH');
  const owners = [(await call('/auth/session', undefined, 'GET')) as Arrival];
  for (const { name, role } of colleagues) {
    const email = `${name.split(' ')[0]?.toLowerCase()}@ambit.example`;
    await call('/invitations', { email, role });
    owners.push(await accept(app, company.id, name));
  }
  const ownerOf = (account: number) => owners[account % owners.length]?.user.id;
  await call('/fields', {
    object: 'contacts',
    key: 'score',
    label: 'Score',
    kind: 'integer',
    filterable: true,
  });
  await call('/fields', {
    object: 'accounts',
    key: 'segment',
    label: language === 'tr' ? 'Kesim' : 'Segment',
    kind: 'choice',
    filterable: true,
    choices: ['Small', 'Mid-market', 'Enterprise'].map((label) => ({
      value: label.toLowerCase().replace('-', '_'),
      label,
    })),
  });

  const { accounts, contacts } = demoData(language, app.clock.now());
  const segment = (employees: number) =>
    employees < 100 ? 'small' : employees < 1000 ? 'mid_market' : 'enterprise';
  const ids = await createAll(
    call,
    'accounts',
    accounts.map(({ input }, index) => ({
      ...input,
      owner_id: ownerOf(index),
      custom: { segment: segment(Number(input.employees)) },
    })),
  );
  for (const { key, parent } of accounts) {
    if (parent !== null) await call(`/accounts/${ids[key]}`, { parent_id: ids[parent] }, 'PATCH');
  }
  const people = await createAll(
    call,
    'contacts',
    contacts.map(({ account, input }, index) => ({
      ...input,
      account_id: ids[account],
      owner_id: ownerOf(account),
      custom: { score: (index * 37) % 101 },
    })),
  );
  await createAll(
    call,
    'leads',
    demoLeads(language, app.clock.now(), accounts).map((input, index) => ({
      ...input,
      owner_id: ownerOf(index),
    })),
  );
  for (const rate of demoRates(language, app.clock.now())) await call('/exchange-rates', rate);
  const columns = (await call('/deals/pipeline', undefined, 'GET')) as { id: string }[];
  const deals = demoDeals(language, app.clock.now(), accounts.length);
  const dealIds = await createAll(
    call,
    'deals',
    deals.map(({ account, stage, input }) => ({
      ...input,
      account_id: ids[account],
      stage_id: columns[stage]?.id,
      owner_id: ownerOf(account),
    })),
  );
  await createAll(
    call,
    'deal_contacts',
    deals.flatMap(({ account, roles }, at) =>
      contacts
        .flatMap((one, index) => (one.account === account ? [people[index]] : []))
        .slice(0, roles.length)
        .map((contact_id, place) => ({
          deal_id: dealIds[at],
          contact_id,
          role: roles[place],
          is_primary: place === 0,
        })),
    ),
  );
  for (const from of quarterStarts(app.clock.now())) {
    for (const { user } of owners) {
      const amount = language === 'tr' ? '2400000' : '60000';
      await call('/forecast/quotas', { user_id: user.id, by: 'quarter', from, amount }, 'PUT');
    }
  }
  await addCatalogue(call, language, deals, dealIds);
  await createAll(
    call,
    'tasks',
    demoTasks(language, app.clock.now(), deals).map(({ deal, account, input }) => ({
      ...input,
      deal_id: dealIds[deal],
      account_id: ids[account],
      owner_id: ownerOf(account),
    })),
  );
  const entries = {
    activities: demoActivities(language, app.clock.now(), deals),
    notes: demoNotes(language, deals),
  };
  for (const [object, list] of Object.entries(entries))
    await createAll(
      call,
      object,
      list.map(({ deal, account, input }) => ({
        ...input,
        deal_id: dealIds[deal],
        account_id: ids[account],
        // What is written down is of whoever writes it.
        ...(object === 'activities' && { owner_id: ownerOf(account) }),
        contact_id: people[contacts.findIndex((one) => one.account === account)] ?? null,
      })),
    );
  return login;
}

/** Products with a price book, lines of deals, and quotes of which some are sent. */
async function addCatalogue(
  call: Caller,
  language: DemoLanguage,
  deals: readonly DemoDeal[],
  dealIds: readonly string[],
): Promise<void> {
  const products = await createAll(call, 'products', demoProducts(language));
  const { input, prices } = demoPriceBook(language);
  const [price_book_id] = await createAll(call, 'price_books', [input]);
  await createAll(
    call,
    'prices',
    prices.map((price, at) => ({ product_id: products[at], price_book_id, price })),
  );
  const items = demoItems(deals);
  await createAll(
    call,
    'deal_items',
    items.map(({ deal, product, input }) => ({
      deal_id: dealIds[deal],
      product_id: products[product],
      ...input,
    })),
  );
  const quotes = demoQuotes(language, items);
  const made = await createAll(
    call,
    'quotes',
    quotes.map(({ deal, input }) => ({ deal_id: dealIds[deal], ...input })),
  );
  for (const [at, { isSent }] of quotes.entries())
    if (isSent) await call(`/quotes/${made[at]}/send`, {});
}

interface Arrival {
  readonly user: { readonly id: string };
  readonly company: { readonly id: string };
}

/** A day of this quarter and one of the next. */
const quarterStarts = (now: Date): string[] =>
  [0, 3].map((months) =>
    new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + months, 1))
      .toISOString()
      .slice(0, 10),
  );

/** Nobody lives at the addresses of a demo company. */
const noMails = Object.fromEntries(kindNames.map((kind) => [kind, { mail: 'off' }]));

/** A colleague joins with the link that was mailed, and a password nobody knows. */
async function accept(app: App, company_id: string, name: string): Promise<Arrival> {
  const token = await mailedToken(app, company_id);
  const password = randomBytes(18).toString('base64url');
  const call = caller(app);
  const arrival = (await call('/invitations/accept', { token, name, password })) as Arrival;
  await call('/notifications/preferences', { kinds: noMails }, 'PATCH');
  return arrival;
}

/** The token in the mail that was written last; it is not sent, because nobody lives at these addresses. */
async function mailedToken(app: App, company_id: string): Promise<string | undefined> {
  const mails = await takeMails(app, company_id);
  return mails.at(-1)?.text.match(/#(\S+)/)?.[1];
}

type Caller = (
  path: string,
  body: unknown,
  method?: 'GET' | 'POST' | 'PATCH' | 'PUT',
) => Promise<unknown>;

async function createAll(
  call: Caller,
  object: string,
  inputs: readonly unknown[],
): Promise<string[]> {
  const made = (await call(`/${object}/bulk`, { create: inputs })) as { ids: string[] };
  return made.ids;
}

/** Calls the API in this process, keeping the session cookie. */
function caller(app: App): Caller {
  const router = createRouter(app);
  const cookies = new Map<string, string>();
  return async (path, body, method = 'POST') => {
    const request = new Request(`http://in-process/api${path}`, {
      method,
      headers: {
        'content-type': 'application/json',
        origin: app.env.base_url,
        cookie: [...cookies].map((pair) => pair.join('=')).join('; '),
      },
      ...(method === 'GET' ? {} : { body: JSON.stringify(body) }),
    });
    const response = await router.fetch(request, { address: '127.0.0.1' });
    for (const line of response.headers.getSetCookie()) {
      const [name = '', value = ''] = (line.split(';', 1)[0] ?? '').split(/=(.*)/s);
      cookies.set(name, value);
    }
    const answer = (await response.json()) as { success: boolean; data: unknown };
    if (!answer.success)
      throw new Error(
        `The demo company could not be made: ${method} ${path} answered ${JSON.stringify(answer)}`,
      );
    return answer.data;
  };
}
