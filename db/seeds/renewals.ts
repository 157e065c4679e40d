import type { Caller } from './caller';
import { addRoles, change, newDeal } from './deals';
import { talk } from './talks';
import type { Words } from './words';
import { daysOf, officeTime, turnOf, type World } from './world';

/** The second pipeline: maintenance contracts that end and go on for another year. Answers its id and those of its stages. */
export async function addRenewals(call: Caller, { renewals }: Words) {
  const { name, losses } = renewals;
  const { id } = await call<{ id: string }>('/pipelines', { name, lost_reasons: losses });
  const columns = await call<{ id: string }[]>(
    `/deals/pipeline?pipeline_id=${id}`,
    undefined,
    'GET',
  );
  const stages = columns.map((column) => column.id);
  for (const [at, [stage, probability]] of renewals.stages.entries())
    await call(
      `/stages/${stages[at]}`,
      { name: stage, ...(probability ? { probability } : {}) },
      'PATCH',
    );
  return { id, stages };
}

/** Contracts that come up for renewal, one every few weeks: most are renewed. */
export function renewalsOf(world: World, count: number): void {
  const { words, faker, story, sellers, firms, renewals } = world;
  const [won, lost] = [4, 5];
  for (let made = 0; made < count; made++) {
    const begins = officeTime(
      world,
      story.from + ((made + 0.5) / count) * (story.until - story.from),
    );
    const seller = turnOf(sellers, made);
    const known = firms.filter((one) => one.seller === seller && one.customer_since <= story.from);
    const firm = faker.helpers.arrayElement(known);
    const [lost_reason = ''] = words.renewals.losses;
    const deal = newDeal(world, firm, begins, words.renewals.deal, words.sources[2] ?? '');
    story.add(begins, async () => {
      const made = await seller.call<{ id: string }>('/deals', {
        ...{ title: deal.title, account_id: firm.id, pipeline_id: renewals.id },
        ...deal.input,
      });
      deal.id = made.id;
    });
    addRoles(world, deal, 0);
    const move = (to: number, more: object = {}) =>
      story.add(at, () => change(deal, { stage_id: renewals.stages[to], ...more }));
    let at = begins;
    for (let stage = 1; stage < won; stage++) {
      at = officeTime(world, at + daysOf(world, 8, 14));
      move(stage);
      at = talk(world, deal, stage, at, 0.8);
    }
    at = officeTime(world, at + daysOf(world, 2, 6));
    const isKept = made % 6 !== 4;
    if (isKept) deal.won = at;
    else deal.lost = at;
    move(isKept ? won : lost, isKept ? {} : { lost_reason });
  }
}
