/** `2026-11-27` */
export type Day = string;

export const isDay = (text: string): boolean =>
  /^(19[7-9]\d|20\d\d|21\d\d)-\d\d-\d\d$/.test(text) &&
  !Number.isNaN(Date.parse(`${text}T00:00:00Z`));

/** So many days before another. */
export const dayBefore = (day: Day, days: number): Day =>
  new Date(Date.parse(`${day}T00:00:00Z`) - days * 86_400_000).toISOString().slice(0, 10);
