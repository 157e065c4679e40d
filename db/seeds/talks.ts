import { createAll } from './caller';
import { dateOf, day, hour } from './story';
import { type Deal, daysOf, filled, officeTime, type Seller, type World } from './world';

/**
 * What is said in one stage of a deal, from `begins` on: calls, visits, mails, the tasks that prepare them, a note here and a
 * comment there; `pace` tells how slowly. Answers when the last of it happened.
 */
export function talk(
  world: World,
  deal: Deal,
  stage: number,
  begins: number,
  pace: number,
): number {
  const { words, faker, story } = world;
  const isRecent = deal.begins > story.until - 75 * day;
  const { seller, firm } = deal;
  const talks = words.talks[stage] ?? [];
  const count = faker.datatype.boolean(seller.style.talk) ? talks.length : 1;
  let at = begins;
  for (const [place, { kind, subject, bodies }] of talks.slice(0, count).entries()) {
    const before = at;
    at = officeTime(world, at + daysOf(world, 2, 8, pace));
    const person = firm.people[place % firm.people.length];
    const values = { contact: person?.name ?? '', account: firm.name };
    prepare(world, deal, stage, place, before, at, values, isRecent);
    const made: { id?: string } = {};
    const input = {
      ...{ kind, subject, body: filled(faker.helpers.arrayElement(bodies), values) },
      ...(kind === 'call' ? { direction: 'outbound', outcome: 'reached' } : {}),
      ...(kind === 'email' ? {} : { duration_minutes: faker.number.int({ min: 2, max: 12 }) * 5 }),
    };
    const links = () => ({ account_id: firm.id, contact_id: person?.id, deal_id: deal.id });
    const written = writeDown(world, seller, at, { input, links, made });
    if (faker.datatype.boolean(0.06))
      comment(world, deal, () => ({ activity_id: made.id }), written);
  }
  if (faker.datatype.boolean(0.12)) note(world, deal, at);
  return at;
}

interface Entry {
  readonly input: Readonly<Record<string, unknown>>;
  /** What it belongs to, once that is there. */
  readonly links: () => object;
  readonly made: { id?: string | undefined };
}

/** Calls, visits and mails as their seller writes them down at the end of the week; answers when that is. */
export function writeDown({ story }: World, seller: Seller, at: number, entry: Entry): number {
  const occurred_at = new Date(at).toISOString();
  const dated = { ...entry, input: { ...entry.input, occurred_at } };
  return story.addToWeek(at, `activities ${seller.id}`, dated, async (entries) => {
    const inputs = entries.map(({ input, links }) => ({
      ...input,
      ...links(),
      owner_id: seller.id,
    }));
    const ids = await createAll(seller.call, 'activities', inputs);
    for (const [place, { made }] of entries.entries()) made.id = ids[place];
  });
}

/** The deal says what comes next, and for some of it there is a task, done when it was done. */
function prepare(
  world: World,
  deal: Deal,
  stage: number,
  place: number,
  before: number,
  at: number,
  values: Readonly<Record<string, string>>,
  isRecent: boolean,
): void {
  const { words, faker, story } = world;
  const { seller, firm } = deal;
  const errands = words.errands[stage] ?? [];
  const errand = errands[place % errands.length];
  if (!errand) return;
  if (isRecent)
    story.add(before + hour / 2, () =>
      seller.call(
        `/deals/${deal.id}`,
        { next_step: errand.step, next_step_on: dateOf(at) },
        'PATCH',
      ),
    );
  if (!faker.datatype.boolean(isRecent ? 0.6 : 0.25)) return;
  const task: { id?: string } = {};
  const due = at + hour;
  const input = {
    ...{ title: filled(errand.title, values), kind: errand.kind },
    priority: faker.helpers.arrayElement(['low', 'normal', 'normal', 'high']),
    due_at: new Date(Math.round(due / (hour / 4)) * (hour / 4)).toISOString(),
    ...(story.has(due) ? {} : { remind_before: 30 }),
  };
  const links = () => ({ deal_id: deal.id, account_id: firm.id });
  if (!isRecent) {
    story.addToWeek(at, `tasks ${seller.id}`, { input, links }, (tasks) =>
      createAll(
        seller.call,
        'tasks',
        tasks.map((one) => ({ ...one.input, ...one.links(), status: 'done' })),
      ),
    );
    return;
  }
  story.add(before + hour, async () => {
    task.id = (await seller.call<{ id: string }>('/tasks', { ...input, ...links() })).id;
  });
  // Almost everything is done, mostly in time.
  if (faker.datatype.boolean(0.96))
    story.add(at + hour / 3, () => seller.call(`/tasks/${task.id}`, { status: 'done' }, 'PATCH'));
}

function note(world: World, deal: Deal, at: number): void {
  const { words, faker, story } = world;
  const { seller, firm } = deal;
  const body = faker.helpers.arrayElement(words.notes);
  const is_pinned = faker.datatype.boolean(0.2);
  const made: { id?: string } = {};
  story.add(at + hour / 4, async () => {
    const links = { deal_id: deal.id, account_id: firm.id, contact_id: firm.people[0]?.id };
    made.id = (await seller.call<{ id: string }>('/notes', { body, is_pinned, ...links })).id;
  });
  if (faker.datatype.boolean(0.5)) comment(world, deal, () => ({ note_id: made.id }), at);
}

/** A colleague has something to say, and sometimes asks the seller by name. */
function comment(world: World, deal: Deal, about: () => object, at: number): void {
  const { words, faker, story, sellers } = world;
  const { seller } = deal;
  const others = sellers.filter((one) => one !== seller);
  const colleague = faker.helpers.arrayElement(others);
  const text = faker.helpers.arrayElement(words.comments);
  // Who looks at the demo is told of what was said lately.
  const isTold = seller !== sellers[0] || at > story.until - 14 * day;
  const asked = isTold ? seller : faker.helpers.arrayElement(others.slice(1));
  const body = filled(text, { who: `@[${asked.name}](${asked.id})` });
  story.add(at + 2 * hour, () => colleague.call('/comments', { body, ...about() }));
}
