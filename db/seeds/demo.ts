import { randomBytes } from 'node:crypto';
import { base, en, Faker, tr } from '@faker-js/faker';
import type { App } from '@/core/run/context';
import { kindNames } from '@/features/notifications/shapes';
import { withIdsOf } from '@/platform/ids';
import { unlimited } from '@/platform/limits';
import { type Caller, callers, createAll, mailedToken } from './caller';
import { laterDeals } from './deals';
import { oldCustomers } from './firms';
import { addGates } from './gates';
import { leadsOf } from './leads';
import { nightsOf } from './nights';
import { organise, shareSome } from './organisation';
import { addRenewals, renewalsOf } from './renewals';
import { dateOf, day, hour, Story } from './story';
import { aroundToday, setQuotas } from './today';
import type { Words } from './words';
import { english } from './words-en';
import { turkish } from './words-tr';
import type { Seller, Style, World } from './world';

export type DemoLanguage = 'en' | 'tr';

export interface DemoLogin {
  readonly email: string;
  readonly password: string;
}

const roles = ['owner', 'manager', 'rep', 'rep', 'rep'] as const;
const styles: readonly Style[] = [
  { size: 1, pace: 1, win: 0.5, talk: 0.6 },
  { size: 1.9, pace: 1.3, win: 0.42, talk: 0.8 },
  { size: 0.7, pace: 0.8, win: 0.45, talk: 0.3 },
  { size: 1.1, pace: 0.9, win: 0.55, talk: 0.7 },
  { size: 0.9, pace: 1.2, win: 0.36, talk: 0.5 },
];
/** Nobody lives at the addresses of a demo company. */
const noMails = Object.fromEntries(kindNames.map((kind) => [kind, { mail: 'off' }]));

/**
 * Makes a demo company with the year that lies behind it, by the same API that everybody uses and with the clock of the
 * application at the time of each call, so its data is stored as real data is. The same for the same day, up to ids. The
 * password is random and only returned. Throws when any call is refused. Only while nothing else runs in this process.
 */
export async function seedDemo(app: App, language: DemoLanguage = 'en'): Promise<DemoLogin> {
  const words = language === 'tr' ? turkish : english;
  const today = Math.floor(app.clock.now().getTime() / day) * day;
  const story = new Story(today - 365 * day, today);
  const past: App = { ...app, clock: story, limiter: unlimited() };
  return withIdsOf(story, async () => {
    const call = callers(past);
    const { login, company_id, sellers, partner_id } = await hire(past, call, words, language);
    nightsOf(past, story, company_id);
    await tellStory(story, call, words, sellers, partner_id, language);
    return login;
  });
}

async function hire(
  app: App,
  newCaller: () => Caller,
  words: Words,
  language: DemoLanguage,
): Promise<{ login: DemoLogin; company_id: string; sellers: Seller[]; partner_id: string }> {
  const { name: company_name, country, currency, time_zone } = words.company;
  const call = newCaller();
  const login = { email: 'demo@ambit.example', password: randomBytes(9).toString('base64url') };
  const [name = ''] = words.team;
  const { company } = await call<Arrival>('/auth/register', {
    ...{ name, ...login, company_name, country, currency, time_zone, language },
  });
  await call('/auth/verify-email/confirm', { token: await mailedToken(app, company.id) });
  await call('/notifications/preferences', { kinds: noMails }, 'PATCH');
  const { user } = await call<Arrival>('/auth/session', undefined, 'GET');
  const sellers: Seller[] = [{ id: user.id, name, call, style: styles[0] as Style }];
  const join = async (email: string, role: string, colleague: string) => {
    await call('/invitations', { email, role });
    return accept(app, newCaller(), company.id, colleague);
  };
  for (const [at, colleague] of words.team.entries()) {
    const [role, style] = [roles[at], styles[at]];
    if (at === 0 || !style || !role) continue;
    sellers.push({ ...(await join(`colleague${at}@ambit.example`, role, colleague)), style });
  }
  const { id: partner_id } = await join('partner@ambit.example', 'custom', words.partner);
  await organise(call, words, sellers, partner_id);
  return { login, company_id: company.id, sellers, partner_id };
}

interface Arrival {
  readonly user: { readonly id: string };
  readonly company: { readonly id: string };
}

/** A colleague joins with the link that was mailed, and a password nobody knows. */
async function accept(app: App, call: Caller, company_id: string, name: string) {
  const token = await mailedToken(app, company_id);
  const password = randomBytes(18).toString('base64url');
  const { user } = await call<Arrival>('/invitations/accept', { token, name, password });
  await call('/notifications/preferences', { kinds: noMails }, 'PATCH');
  return { id: user.id, name, call };
}

async function tellStory(
  story: Story,
  newCaller: () => Caller,
  words: Words,
  sellers: readonly Seller[],
  partner_id: string,
  language: DemoLanguage,
): Promise<void> {
  const call = sellers[0]?.call as Caller;
  const locale = language === 'tr' ? [tr, en, base] : [en, base];
  const world: World = {
    ...{ words, story, sellers, customer: newCaller(), firms: [], deals: [] },
    faker: new Faker({ locale, seed: 2026 }),
    ...(await furnish(call, story, words)),
  };
  oldCustomers(world, 32);
  leadsOf(world, 100);
  laterDeals(world, 90);
  renewalsOf(world, 20);
  aroundToday(world);
  shareSome(world, partner_id);
  await setQuotas(world);
  await story.tell();
}

/** What a company sets up before it sells: fields, reasons, rates and what there is to buy. */
async function furnish(call: Caller, story: Story, words: Words) {
  const { fields } = words;
  const choices = ['small', 'mid_market', 'enterprise'].map((value, at) => ({
    ...{ value, label: fields.segments[at] },
  }));
  const field = { filterable: true };
  await call('/fields', {
    ...field,
    object: 'contacts',
    key: 'score',
    label: fields.score,
    kind: 'integer',
  });
  await call('/fields', {
    ...field,
    object: 'accounts',
    key: 'segment',
    label: fields.segment,
    kind: 'choice',
    choices,
  });
  const columns = await call<{ id: string }[]>('/deals/pipeline', undefined, 'GET');
  const [pipeline] = await call<{ id: string }[]>('/pipelines', undefined, 'GET');
  await call(
    `/pipelines/${pipeline?.id}`,
    { lost_reasons: words.losses.map(([reason]) => reason) },
    'PATCH',
  );
  for (const rate of ratesOf(words, story))
    story.add(Date.parse(rate.valid_from) + hour, () => call('/exchange-rates', rate));
  const products = await createAll(
    call,
    'products',
    words.products.map((product) => ({
      ...product,
      price: product.price.toFixed(2),
      tax_rate: 20,
    })),
  );
  const [price_book_id] = await createAll(call, 'price_books', [{ name: words.price_book }]);
  const prices = words.products.map(({ price }, at) => ({
    ...{ product_id: products[at], price_book_id, price: (price * 0.85).toFixed(2) },
  }));
  await createAll(call, 'prices', prices);
  const stages = columns.map(({ id }) => id);
  const checks = await addGates(call, story, words, stages);
  return { stages, checks, renewals: await addRenewals(call, words), products };
}

/** What a euro and a dollar were worth before the story, and of late. */
function ratesOf({ company }: Words, story: Story) {
  const rates =
    company.currency === 'TRY'
      ? { EUR: ['41.2', '48.2'], USD: ['37.9', '42.4'] }
      : { EUR: ['0.8415', '0.8702'], USD: ['0.7794', '0.7611'] };
  const days = [story.from, story.until - 45 * day].map(dateOf);
  return Object.entries(rates).flatMap(([currency, values]) =>
    values.map((rate, at) => ({ currency, rate, valid_from: days[at] ?? '' })),
  );
}
