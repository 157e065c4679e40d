/** What is typed into a line; `discount` stands for its two fields. */
export const itemColumns = ['name', 'quantity', 'unit_price', 'discount', 'tax_rate'] as const;

export type ItemColumn = (typeof itemColumns)[number];

/** Places of the columns where there is room; otherwise a line takes several rows. */
export const wideGrid =
  '@2xl:grid-cols-[minmax(0,1fr)_5rem_7rem_6rem_5rem_7.5rem_1.75rem] @2xl:items-center';
