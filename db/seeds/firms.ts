import { createAll } from './caller';
import { day } from './story';
import { type Firm, type Person, type Seller, turnOf, type World } from './world';

/** A firm nobody has named yet, with one to three people, of a seller. */
export function newFirm(
  world: World,
  seller: Seller,
  customer_since = Number.POSITIVE_INFINITY,
): Firm {
  const { words, faker, firms, story } = world;
  const isCustomer = customer_since <= story.from;
  const at = firms.length;
  const industry = at % words.industries.length;
  const stem = words.stems[at % words.stems.length] ?? '';
  const trades = words.trades[industry] ?? [];
  const round = Math.floor(at / words.stems.length);
  const name = `${stem} ${trades[(at + round) % trades.length]}`;
  const domain = `${asciiSlug(`${stem} ${trades[(at + round) % trades.length]?.split(' ')[0]}`)}.example`;
  const [city, postal_code, street] = faker.helpers.arrayElement(words.cities);
  const employees = faker.helpers.arrayElement([35, 80, 140, 180, 260, 480, 900, 2400]);
  const firm: Firm = {
    name,
    domain,
    employees,
    currency: at % 8 === 5 ? 'EUR' : at % 15 === 7 ? 'USD' : null,
    seller,
    customer_since,
    people: [],
    input: {
      name,
      domain,
      website: `https://www.${domain}/`,
      industry: words.industries[industry],
      employees,
      annual_revenue: `${employees * faker.number.int({ min: 90, max: 220 }) * 1000 * words.company.factor}.00`,
      type: isCustomer ? 'customer' : 'prospect',
      rating: faker.helpers.arrayElement(['hot', 'warm', 'warm', 'cold']),
      phone: phone(world),
      address: {
        street: `${street} ${faker.number.int({ min: 2, max: 180 })}`,
        ...{ city, postal_code, country: words.company.country },
      },
      tags: faker.helpers.arrayElements(words.tags.accounts, { min: 0, max: 2 }),
      custom: {
        segment: employees < 100 ? 'small' : employees < 500 ? 'mid_market' : 'enterprise',
      },
    },
  };
  firms.push(firm);
  const count = faker.number.int({ min: 1, max: 3 });
  for (let made = 0; made < count; made++) firm.people.push(newPerson(world, firm));
  return firm;
}

function newPerson(world: World, firm: Firm): Person {
  const { words, faker, story } = world;
  const isCustomer = firm.customer_since <= story.from;
  const first_name = faker.helpers.arrayElement(words.first_names);
  const last_name = faker.helpers.arrayElement(words.last_names);
  const [job_title, department] = faker.helpers.arrayElement(words.titles);
  const value = `${asciiSlug(first_name)}.${asciiSlug(last_name)}@${firm.domain}`;
  const mobile = faker.datatype.boolean(0.4) ? [{ label: 'mobile', value: phone(world) }] : [];
  return {
    name: `${first_name} ${last_name}`,
    input: {
      ...{ first_name, last_name, job_title, department },
      emails: [{ label: 'work', value, primary: true }],
      phones: [{ label: 'work', value: phone(world), primary: true }, ...mobile],
      status: isCustomer ? 'customer' : faker.helpers.arrayElement(['prospect', 'active']),
      lifecycle_stage: isCustomer ? 'customer' : 'sales_qualified_lead',
      tags: faker.helpers.arrayElements(words.tags.contacts, { min: 0, max: 2 }),
      do_not_email: faker.datatype.boolean(0.05),
      custom: { score: faker.number.int({ min: 5, max: 98 }) },
    },
  };
}

const phone = ({ words, faker }: World): string => faker.helpers.replaceSymbols(words.phone);

/** The customers of the years before, as each seller brought them along. */
export function oldCustomers(world: World, count: number): void {
  const { sellers, story, faker, words } = world;
  for (let made = 0; made < count; made++) {
    newFirm(world, turnOf(sellers, made), story.from);
  }
  for (const seller of sellers) {
    const own = world.firms.filter((firm) => firm.seller === seller);
    const source = faker.helpers.arrayElement(words.sources);
    story.add(story.from + day / 3, async () => {
      const ids = await createAll(
        seller.call,
        'accounts',
        own.map(({ input }) => input),
      );
      for (const [at, firm] of own.entries()) firm.id = ids[at];
      const parent_id = own[0]?.id;
      const last = own.at(-1);
      if (last && last !== own[0])
        await seller.call(`/accounts/${last.id}`, { parent_id }, 'PATCH');
      await addPeople(seller, own, source);
    });
  }
}

/** Those of the firms who are not there yet. */
export async function addPeople(
  seller: Seller,
  firms: readonly Firm[],
  lead_source: string,
): Promise<void> {
  const people = firms.flatMap((firm) =>
    firm.people.filter(({ id }) => id === undefined).map((person) => ({ firm, person })),
  );
  if (people.length === 0) return;
  const inputs = people.map(({ firm, person }) => ({
    ...person.input,
    ...{ account_id: firm.id, lead_source },
  }));
  const ids = await createAll(seller.call, 'contacts', inputs);
  for (const [at, { person }] of people.entries()) person.id = ids[at];
}

/** Letters that survive in a mail address and a host name: `Öz Çelik A.Ş.` -> `oz-celik-as`. */
function asciiSlug(words: string): string {
  const plain = words
    .replaceAll('ı', 'i')
    .normalize('NFKD')
    .replaceAll(/[^\w\s-]/g, '');
  return plain
    .trim()
    .toLowerCase()
    .replaceAll(/[\s_-]+/g, '-');
}
