import type { Ctx } from '@/core/run/context';
import { mustSeeFields } from '@/core/run/field-rights';
import { NO_NUMBER } from '@/core/run/tables';

/** Throws 403 for whoever does not see what a forecast is made of: half of one would be wrong. */
export const mustSeeForecast = (ctx: Ctx): void =>
  mustSeeFields(ctx, 'deals', [
    ...['amount', 'probability', 'forecast_category', 'close_on', 'closed_on'],
  ]);

/** SQL of what a deal is worth: minor units of the company's currency, null without an amount. Every sum of deals is made of it. */
export const worth = (deal: string): string =>
  `nullif(${deal}.amount_base, '${NO_NUMBER}')::numeric`;

/**
 * The same times the deal's probability, in whole minor units, half away from zero. Rounded deal by deal, so that the parts of
 * any division (stages, months, owners) add up to the whole to the cent.
 */
export const weightedWorth = (deal: string): string =>
  `round(${worth(deal)} * greatest(${deal}.probability, 0) / 10000)`;

/** SQL of whether a deal has an amount in a currency without a rate: it is in no sum. */
export const withoutRate = (deal: string): string =>
  `(${deal}.amount <> '${NO_NUMBER}' and ${deal}.amount_base = '${NO_NUMBER}')`;
