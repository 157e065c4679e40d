import type { Caller } from './caller';
import { dateOf, day, hour } from './story';
import type { Words } from './words';
import type { Deal, Seller, World } from './world';

const nothing = {
  ...{ read: 'none', create: 'none', update: 'none', delete: 'none' },
  ...{ export: 'none', import: 'none', bulk: 'none' },
};
const own = { ...nothing, read: 'own', create: 'own', update: 'own' };

/** A partner sees what is shared with them, and of that no prices. */
const partnerRights = {
  objects: {
    accounts: { ...nothing, read: 'own' },
    contacts: { ...nothing, read: 'own' },
    deals: { ...nothing, read: 'own', update: 'own' },
    ...{ activities: own, notes: own, tasks: { ...own, delete: 'own' } },
  },
  administration: [],
  fields: {
    deals: { amount: 'hidden', probability: 'hidden' },
    deal_items: { unit_price: 'hidden' },
    contacts: { email: 'masked' },
  },
};

/** Teams, what a partner may do, and who gets new leads: set up by the owner before anything is sold. */
export async function organise(
  call: Caller,
  words: Words,
  [, manager, first, second, last]: readonly Pick<Seller, 'id'>[],
  partner_id: string,
): Promise<void> {
  const [sales = '', newcomers = '', customers = ''] = words.teams;
  const team = (
    name: string,
    parent_id: string | null,
    ...people: ({ id: string } | undefined)[]
  ) =>
    call<{ id: string }>('/teams', {
      ...{ name, parent_id },
      // Who comes first leads it.
      members: people.map((person, at) => ({ user_id: person?.id, is_manager: at === 0 })),
    });
  const all = await team(sales, null, manager);
  await team(newcomers, all.id, first, second);
  await team(customers, all.id, manager, last);
  const [name, description] = words.partner_role;
  const role = await call<{ id: string }>('/roles', { name, description, rights: partnerRights });
  await call(`/members/${partner_id}/roles`, { role_ids: [role.id] }, 'PUT');
  const [large, web] = words.lead_rules;
  const to = (kind: string, ...people: ({ id: string } | undefined)[]) => ({
    ...{ kind, user_ids: people.map((person) => person?.id) },
  });
  const rules = [
    {
      ...{ name: large, filter: { field: 'employees', op: 'gte', value: 500 } },
      to: to('least_open', manager, last),
    },
    {
      ...{ name: web, filter: { field: 'source', op: 'eq', value: words.sources[0] } },
      to: to('round_robin', first, second, last),
    },
  ];
  await call('/leads/assignment', { rules, otherwise: to('creator') }, 'PUT');
}

/** A deal in which the partner helps, and one that only two people know of. */
export function shareSome(world: World, partner_id: string): void {
  const { words, story, sellers, deals, firms } = world;
  const [owner, manager] = sellers;
  const isOpen = ({ begins, won, lost }: Deal) =>
    story.has(begins) && !(won && story.has(won)) && !(lost && story.has(lost));
  const helped = deals.findLast((deal) => deal.seller === owner && isOpen(deal));
  if (!owner || !helped) return;
  const share = (record_id: string | undefined, user_id: string | undefined) =>
    owner.call('/shares', { object: 'deals', record_id, user_id, access: 'change' });
  story.add(story.until - 10 * hour, () => share(helped.id, partner_id));
  const firm = firms.find((one) => one.seller === owner);
  const [title, body, next_step] = words.secret;
  story.add(story.until - 20 * day, async () => {
    const { id } = await owner.call<{ id: string }>('/deals', {
      ...{ title, private: true, account_id: firm?.id, close_on: dateOf(story.until + 40 * day) },
      amount: `${68_000 * words.company.factor}.00`,
      ...{ next_step, next_step_on: dateOf(story.until + 6 * day) },
    });
    await share(id, manager?.id);
    await owner.call('/notes', { body, deal_id: id });
  });
}
