import { dateOf, day, hour } from './story';
import { type Deal, filled, type Seller, type World } from './world';

/** Days from today to when the tasks of a seller are due, and the hours. */
const due = [
  [-4, 15],
  [-1, 11],
  [0, 9.5],
  [0, 11],
  [0, 14],
  [0, 16.5],
  [1, 10],
  [2, 9],
  [3, 13],
  [6, 10],
] as const;
/** The same of planned meetings. */
const meetings = [
  [0, 10],
  [1, 14],
  [2, 11],
  [4, 15],
  [7, 10],
  [9, 13.5],
] as const;

/** What everybody has before them: tasks of today and the days around it, meetings of this week and the next. */
export function aroundToday(world: World): void {
  const { story, sellers, deals } = world;
  prepareFair(world);
  for (const [place, seller] of sellers.entries()) {
    const open = deals.filter(
      (deal) =>
        deal.seller === seller &&
        story.has(deal.begins) &&
        !(deal.won && story.has(deal.won)) &&
        !(deal.lost && story.has(deal.lost)),
    );
    // The first one is who looks at the demo, and has the fullest day.
    const few = due.filter((_, at) => place === 0 || (at + place) % 2 === 0);
    for (const [at, [days, clock]] of few.entries())
      addTask(world, seller, open[at % Math.max(open.length, 1)], at, days, clock);
    for (const [at, [days, clock]] of meetings.entries())
      if ((at + place) % 3 !== 2)
        plan(world, seller, open[(at + 2) % Math.max(open.length, 1)], at, days, clock);
  }
}

/** A larger piece of work of who looks at the demo: a task with a checklist and parts, one of them done. */
function prepareFair(world: World): void {
  const { story, sellers, words } = world;
  const { title, parts, checklist } = words.fair;
  const [owner] = sellers;
  const task = (about: object, days: number) =>
    owner?.call<{ id: string }>('/tasks', {
      ...about,
      due_at: new Date(instant(world, days, 16)).toISOString(),
    });
  story.add(story.until - 11 * day, async () => {
    const lines = checklist.map((line, at) => `[${at < 2 ? 'x' : ' '}] ${line}`).join('\n');
    const whole = await task({ title, checklist: lines, priority: 'high' }, 12);
    for (const [at, part] of parts.entries()) {
      const about = { title: part, parent_id: whole?.id, owner_id: sellers[at]?.id };
      await task({ ...about, status: at === 0 ? 'done' : 'open' }, 3 + 3 * at);
    }
  });
}

/** On the clocks of the company; planned things move off the weekend. */
function instant({ story, words }: World, days: number, clock: number): number {
  const number = Math.floor(story.until / day) + days;
  const weekday = (number + 4) % 7;
  const shift = days <= 0 ? 0 : weekday === 6 ? 2 : weekday === 0 ? 1 : 0;
  return (number + shift) * day + (clock - words.company.ahead) * hour;
}

/** What stands for the words in curly brackets. */
const wordsOf = ({ firm }: Deal) => ({ contact: firm.people[0]?.name ?? '', account: firm.name });

function addTask(
  world: World,
  seller: Seller,
  deal: Deal | undefined,
  at: number,
  days: number,
  clock: number,
): void {
  const { words, story } = world;
  const errand = words.errands_today[at % words.errands_today.length];
  if (!errand || !deal) return;
  const when = instant(world, days, clock);
  const isAbout = /\{/.test(errand.title);
  story.add(Math.min(story.until - 8 * hour, when - 30 * hour), () =>
    seller.call('/tasks', {
      ...{ title: filled(errand.title, wordsOf(deal)), kind: errand.kind },
      ...{ due_at: new Date(when).toISOString(), priority: at % 4 === 1 ? 'high' : 'normal' },
      ...(isAbout ? { deal_id: deal.id, account_id: deal.firm.id } : { recurrence: 'FREQ=WEEKLY' }),
      ...(story.has(when) ? {} : { remind_before: 30 }),
    }),
  );
}

function plan(
  world: World,
  seller: Seller,
  deal: Deal | undefined,
  at: number,
  days: number,
  clock: number,
): void {
  const { words, story } = world;
  const planned = words.planned[at % words.planned.length];
  if (!planned || !deal) return;
  const { kind, subject, bodies } = planned;
  story.add(story.until - 9 * hour, () =>
    seller.call('/activities', {
      ...{ kind, subject: filled(subject, wordsOf(deal)), body: bodies[0] },
      ...{
        occurred_at: new Date(instant(world, days, clock)).toISOString(),
        duration_minutes: kind === 'call' ? 30 : 60,
      },
      ...{ account_id: deal.firm.id, contact_id: deal.firm.people[0]?.id, deal_id: deal.id },
    }),
  );
}

/** Quotas of the quarters of the story and the next one: a little more than what somebody won in a quarter on average. */
export async function setQuotas(world: World): Promise<void> {
  const { story, sellers, deals, words } = world;
  const [first] = sellers;
  const step = 1000 * words.company.factor;
  const start = new Date(story.from);
  for (let quarter = 0; quarter < 6; quarter++) {
    const month = Math.floor(start.getUTCMonth() / 3) * 3 + quarter * 3;
    const from = dateOf(Date.UTC(start.getUTCFullYear(), month, 1));
    for (const { id, name } of sellers) {
      const won = deals.filter(
        (deal) => deal.seller.name === name && deal.won && story.has(deal.won),
      );
      const sum = won.reduce((all, deal) => all + deal.amount, 0);
      const amount = Math.max(1, Math.round(((sum / 4) * (0.85 + 0.08 * quarter)) / step)) * step;
      await first?.call(
        '/forecast/quotas',
        { user_id: id, by: 'quarter', from, amount: String(amount) },
        'PUT',
      );
    }
  }
}
