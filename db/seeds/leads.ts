import { followDeal, newDeal } from './deals';
import { addPeople, newFirm } from './firms';
import { dateOf, day, hour } from './story';
import { writeDown } from './talks';
import {
  beginnings,
  daysOf,
  type Firm,
  officeTime,
  type Seller,
  turnOf,
  type World,
} from './world';

const endings = [
  { value: 'converted', weight: 34 },
  { value: 'unqualified', weight: 40 },
  { value: 'nurturing', weight: 14 },
  { value: 'open', weight: 12 },
] as const;
const reasons = ['no_interest', 'no_budget', 'no_fit', 'no_answer', 'competitor'] as const;

/** Leads of the year, by their sources: called, written to, and turned into a deal or not. */
export function leadsOf(world: World, count: number): void {
  const { sellers } = world;
  // The last days are busy: the newest ones nobody has called yet.
  const late = [4, 3, 2, 1, 1].map((ago) => officeTime(world, world.story.until - ago * day));
  for (const [at, begins] of [...beginnings(world, count), ...late].entries()) {
    oneLead(world, turnOf(sellers, at * 5), begins);
  }
}

function oneLead(world: World, seller: Seller, begins: number): void {
  const { words, faker, story } = world;
  const firm = newFirm(world, seller);
  const [person] = firm.people;
  const source = faker.helpers.weightedArrayElement(
    words.sources.map((value, at) => ({ value, weight: words.sources.length - at })),
  );
  const { first_name, last_name, job_title, emails, phones } = person?.input ?? {};
  const { name: company_name, website, industry, employees, address } = firm.input;
  const lead: { id?: string } = {};
  const input = {
    ...{ first_name, last_name, job_title, emails, phones, source },
    ...{ company_name, website, industry, employees, address },
    owner_id: seller.id,
    rating: faker.helpers.arrayElement(['hot', 'warm', 'warm', 'cold']),
    description: faker.helpers.arrayElement(words.inquiries),
  };
  story.add(begins, async () => {
    lead.id = (await seller.call<{ id: string }>('/leads', input)).id;
  });
  const ending = faker.helpers.weightedArrayElement([...endings]);
  // What is open for long is of no use any more.
  const isOld = begins < story.until - 60 * day;
  const end = ending === 'open' && isOld ? 'unqualified' : ending;
  const ends = talkToLead(world, seller, lead, begins);
  if (end === 'converted') convert(world, firm, lead, source, ends);
  else if (end !== 'open') {
    const unqualified_reason = faker.helpers.arrayElement(reasons);
    const set = end === 'unqualified' ? { unqualified_reason } : { status: 'nurturing' };
    story.add(ends, () =>
      seller.call(`/leads/${lead.id}`, { ...set, next_step: null, next_step_on: null }, 'PATCH'),
    );
  }
}

/** Calls and mails until it is clear; answers when. */
function talkToLead(world: World, seller: Seller, lead: { id?: string }, begins: number): number {
  const { words, faker, story } = world;
  let at = begins;
  for (const [place, { kind, subject, bodies }] of words.lead_talks.entries()) {
    at = officeTime(world, at + daysOf(world, 1, 6, seller.style.pace));
    const body = faker.helpers.arrayElement(bodies);
    const next_step_on = dateOf(at + faker.number.int({ min: 2, max: 9 }) * day);
    const input = {
      ...{ kind, subject, body },
      ...(kind === 'call'
        ? { direction: 'outbound', outcome: 'reached', duration_minutes: (place + 2) * 5 }
        : {}),
    };
    writeDown(world, seller, at, { input, links: () => ({ lead_id: lead.id }), made: {} });
    const set = { status: 'working', next_step: words.lead_step, next_step_on };
    if (place === 0 || begins > story.until - 45 * day)
      story.add(at, () => seller.call(`/leads/${lead.id}`, set, 'PATCH'));
  }
  return officeTime(world, at + daysOf(world, 1, 8, seller.style.pace));
}

/** The lead becomes an account, a contact and a deal; others at the firm are met later. */
function convert(
  world: World,
  firm: Firm,
  lead: { id?: string },
  source: string,
  at: number,
): void {
  const { words, faker, story } = world;
  const { seller } = firm;
  const subject = faker.helpers.arrayElement(words.first_deals);
  const deal = newDeal(world, firm, at, subject, source);
  const { domain, annual_revenue, type, rating, tags, custom } = firm.input;
  const { emails: _mails, ...person } = firm.people[0]?.input ?? {};
  story.add(at, async () => {
    const made = await seller.call<Record<'account' | 'contact' | 'deal', { id: string }>>(
      `/leads/${lead.id}/convert`,
      {
        account: { domain, annual_revenue, type, rating, tags, custom },
        contact: { ...person, emails: firm.people[0]?.input.emails },
        deal: { title: deal.title, ...deal.input },
      },
    );
    [firm.id, deal.id] = [made.account.id, made.deal.id];
    const [first] = firm.people;
    if (first) first.id = made.contact.id;
  });
  story.add(at + 2 * hour, () => addPeople(seller, [firm], source));
  followDeal(world, deal, 1);
}
