import { tickOff } from './gates';
import { type Offer, offerFor } from './offers';
import { dateOf, day, hour } from './story';
import { talk } from './talks';
import { beginnings, type Deal, daysOf, type Firm, officeTime, type World } from './world';

export interface PlannedDeal extends Deal {
  readonly input: Readonly<Record<string, unknown>>;
}

const [proposal, won, lost] = [2, 4, 5] as const;
const categories = ['pipeline', 'pipeline', 'best_case', 'commit'] as const;
const roles = ['decision_maker', 'champion', 'influencer'] as const;

/** A deal of a firm, as large as the firm and its seller make it. */
export function newDeal(
  world: World,
  firm: Firm,
  begins: number,
  subject: string,
  source: string,
): PlannedDeal {
  const { words, faker, deals } = world;
  const { seller, currency } = firm;
  const factor = currency === null ? words.company.factor : 1;
  const size = Math.sqrt(firm.employees) * faker.number.int({ min: 300, max: 1300 });
  const amount = Math.max(20, Math.round((size * seller.style.size) / 50)) * 50 * factor;
  const deal: PlannedDeal = {
    title: subject,
    ...{ amount, firm, seller, source, begins, won: null, lost: null },
    input: {
      amount: `${amount}.00`,
      ...(currency ? { currency } : {}),
      ...{ source, forecast_category: categories[0] },
      close_on: dateOf(begins + daysOf(world, 45, 75, seller.style.pace)),
    },
  };
  deals.push(deal);
  return deal;
}

/** What the customers of the year before and the new ones buy next. */
export function laterDeals(world: World, count: number): void {
  const { words, faker, story, firms } = world;
  const early = Array.from({ length: 9 }, (_, at) =>
    officeTime(world, story.from + (2 + at) * day),
  );
  // Whatever day it is, some deals have just begun and some were left lying.
  const late = Array.from({ length: 10 }, (_, at) =>
    officeTime(world, story.until - (4 + 2 * at) * day),
  );
  const left = [75, 68, 61].map((days) => officeTime(world, story.until - days * day));
  for (const begins of [...early, ...beginnings(world, count), ...left, ...late]) {
    const known = firms.filter(({ customer_since }) => customer_since + day < begins);
    const firm = faker.helpers.arrayElement(known);
    const subject = faker.helpers.arrayElement(words.later_deals);
    const source = faker.helpers.arrayElement(words.sources.slice(2));
    const deal = newDeal(world, firm, begins, subject, source);
    story.add(begins, async () => {
      const { id } = await deal.seller.call<{ id: string }>('/deals', {
        ...{ title: deal.title, account_id: firm.id },
        ...deal.input,
      });
      deal.id = id;
    });
    followDeal(world, deal, 0, left.includes(begins));
  }
}

/**
 * From stage to stage until it is won or lost, or nobody moves it any more, as when it `rots`; `known` people are in it
 * already.
 */
export function followDeal(world: World, deal: PlannedDeal, known = 0, rots = false): void {
  const { faker, story, words, stages } = world;
  const { seller, firm } = deal;
  const { win } = seller.style;
  // What began before the story is further on.
  const pace = seller.style.pace * (deal.begins < story.from + 20 * day ? 0.4 : 1);
  addRoles(world, deal, known);
  const wins = faker.datatype.boolean(win);
  const losesIn =
    wins || rots
      ? -1
      : faker.helpers.weightedArrayElement([
          { value: 0, weight: 3 },
          { value: 1, weight: 3 },
          { value: 2, weight: 4 },
          { value: 3, weight: 2 },
        ]);
  const rotsIn =
    rots || (deal.begins > story.until - 75 * day && faker.datatype.boolean(0.16))
      ? faker.number.int({ min: 0, max: rots ? 1 : 3 })
      : -1;
  const offer: Offer | null = firm.currency === null && faker.datatype.boolean(0.75) ? {} : null;
  let closes = Date.parse(String(deal.input.close_on));
  let at = deal.begins;
  for (let stage = 0; stage < won; stage++) {
    const last = talk(world, deal, stage, at, pace);
    tickOff(world, deal, stage, at, last);
    if (stage > 0) {
      const slips = closes < at + 12 * day;
      if (slips) closes = at + daysOf(world, 20, 40);
      const set = {
        ...{ stage_id: stages[stage], forecast_category: categories[stage] },
        ...(slips ? { close_on: dateOf(closes) } : {}),
      };
      story.add(at, () => change(deal, set));
    }
    if (offer && stage === proposal) offerFor(world, deal, offer, last, false);
    if (offer && stage > proposal && faker.datatype.boolean(0.4))
      offerFor(world, deal, offer, last, true);
    if (stage === rotsIn) return;
    at = officeTime(world, last + daysOf(world, 2, 9, pace));
    if (stage !== losesIn) continue;
    const [lost_reason, lost_note] = faker.helpers.arrayElement(words.losses);
    deal.lost = at;
    if (stage >= proposal && faker.datatype.boolean(0.6))
      answer(world, offer, at, {
        answer: 'decline',
        reason: faker.helpers.arrayElement(words.declines),
      });
    story.add(at, () =>
      change(deal, { stage_id: stages[lost], lost_reason, lost_note, ...nothing }),
    );
    return;
  }
  deal.won = at;
  answer(world, offer, at, { answer: 'accept', name: firm.people[0]?.name });
  const isFirst = at < firm.customer_since;
  firm.customer_since = Math.min(at, firm.customer_since);
  story.add(at, async () => {
    await change(deal, { stage_id: stages[won], ...nothing });
    if (!isFirst) return;
    await seller.call(`/accounts/${firm.id}`, { type: 'customer' }, 'PATCH');
    const set = { status: 'customer', lifecycle_stage: 'customer' };
    await seller.call(`/contacts/${firm.people[0]?.id}`, set, 'PATCH');
  });
}

const nothing = { next_step: null, next_step_on: null };

/** Somebody changes their deal. */
export const change = ({ id, seller }: Deal, set: object) =>
  seller.call(`/deals/${id}`, set, 'PATCH');

/** The customer answers the quote that was sent last, an hour before the seller writes down what became of the deal. */
function answer({ story, customer }: World, offer: Offer | null, at: number, words: object): void {
  story.add(at - hour, async () => {
    if (offer?.token) await customer('/quote-links/answer', { token: offer.token, ...words });
  });
}

/** Who has a say. The contact a lead became is in the deal already. */
export function addRoles({ story }: World, deal: Deal, known: number): void {
  const { seller, begins } = deal;
  story.addToWeek(begins + day / 8, `roles ${seller.id}`, { deal, known }, async (list) => {
    const create = list.flatMap((one) =>
      one.deal.firm.people.slice(one.known).map((person, place) => ({
        ...{ deal_id: one.deal.id, contact_id: person.id, role: roles[one.known + place] },
        is_primary: one.known + place === 0,
      })),
    );
    if (create.length > 0) await seller.call('/deal_contacts/bulk', { create });
  });
}
