const none = '-9223372036854775808';

/** SQL of what a deal is worth: minor units of the company's currency, null without an amount. Every sum of deals is made of it. */
export const worth = (deal: string): string => `nullif(${deal}.amount_base, '${none}')::numeric`;

/**
 * The same times the deal's probability, in whole minor units, half away from zero. Rounded deal by deal, so that the parts of
 * any division (stages, months, owners) add up to the whole to the cent.
 */
export const weightedWorth = (deal: string): string =>
  `round(${worth(deal)} * greatest(${deal}.probability, 0) / 10000)`;
