/** A month or quarter of the fiscal year. Days are `YYYY-MM-DD`, both included. */
export interface Period {
  readonly start: string;
  readonly end: string;
  /** 1 to 4; null for months. */
  readonly quarter: number | null;
  /** Named after the calendar year it ends in. */
  readonly fiscal_year: number;
}

export type By = 'month' | 'quarter';

const monthsIn: Readonly<Record<By, number>> = { month: 1, quarter: 3 };
const text = (number: number, digits: number): string => String(number).padStart(digits, '0');

/**
 * `count` periods one after the other, the first being the one that holds `day`. `first_month` (1 to 12) begins the
 * fiscal year. Months are counted from year 0.
 */
export function periodsFrom(day: string, by: By, count: number, first_month: number): Period[] {
  const month = Number(day.slice(0, 4)) * 12 + Number(day.slice(5, 7)) - 1;
  const into = (month - (first_month - 1)) % 12;
  const length = monthsIn[by];
  const start = month - (into % length);
  return Array.from({ length: count }, (_, at) =>
    periodAt(start + at * length, length, first_month),
  );
}

function periodAt(month: number, length: number, first_month: number): Period {
  const into = (month - (first_month - 1)) % 12;
  const end = month + length;
  return {
    start: dayOf(month, 1),
    end: dayOf(end - 1, new Date(Date.UTC(Math.floor(end / 12), end % 12, 0)).getUTCDate()),
    quarter: length === 3 ? into / 3 + 1 : null,
    fiscal_year: Math.floor((month - into + 11) / 12),
  };
}

const dayOf = (month: number, day: number): string =>
  `${text(Math.floor(month / 12), 4)}-${text((month % 12) + 1, 2)}-${text(day, 2)}`;

/** The first days of the months of a period. */
export const monthsOf = (start: string, by: By): string[] => {
  const month = Number(start.slice(0, 4)) * 12 + Number(start.slice(5, 7)) - 1;
  return Array.from({ length: monthsIn[by] }, (_, at) => dayOf(month + at, 1));
};
