import { createAll } from './caller';
import { dateOf, day } from './story';
import type { Deal, World } from './world';

/** What a customer was offered last. */
export interface Offer {
  quote_id?: string;
  item_id?: string | undefined;
  /** With which the customer answers. */
  token?: string | undefined;
}

const [pump, control, hours] = [1, 3, 6] as const;

/** Items for about the amount of the deal and a quote that is sent; `again`: a newer version with a discount. */
export function offerFor(world: World, deal: Deal, offer: Offer, at: number, again: boolean): void {
  const { words, faker, story, products } = world;
  const { seller } = deal;
  const price = (place: number) => words.products[place]?.price ?? 1;
  const first = faker.helpers.arrayElement([0, pump, 2]);
  const withControl = deal.amount > price(control) * 3;
  const rest = deal.amount * 0.85 - (withControl ? price(control) : 0);
  const items = [
    { product: first, quantity: Math.max(1, Math.round(rest / price(first))) },
    ...(withControl ? [{ product: control, quantity: 1 }] : []),
    { product: hours, quantity: Math.max(2, Math.round((deal.amount * 0.12) / price(hours))) },
  ];
  const discount_percent = faker.helpers.arrayElement([3, 5, 7.5]);
  story.add(at + 60_000, async () => {
    const deal_id = deal.id;
    if (again && offer.item_id)
      await seller.call(`/deal_items/${offer.item_id}`, { discount_percent }, 'PATCH');
    else
      [offer.item_id] = await createAll(
        seller.call,
        'deal_items',
        items.map(({ product, quantity }) => ({
          deal_id,
          product_id: products[product],
          quantity,
        })),
      );
    const quote = await seller.call<{ id: string }>('/quotes', {
      ...{ deal_id, terms: words.terms, valid_until: dateOf(at + 75 * day) },
      ...(offer.quote_id ? { previous_id: offer.quote_id } : {}),
    });
    offer.quote_id = quote.id;
    const sent = await seller.call<{ link: { url: string } }>(`/quotes/${quote.id}/send`);
    offer.token = sent.link.url.split('#')[1];
  });
}
