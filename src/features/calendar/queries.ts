import { startOfDay } from '@/core/run/engine/time-zone';
import { query } from '@/core/run/module';
import { badQuery } from '@/core/shape/errors';
import { calendarLimits, calendarRange } from './contract';
import { entriesIn } from './entries';

const dayLength = 86_400_000;

/** GET /api/calendar: the entries of some days. 400 for a range that is empty or too long. */
export const range = query(calendarRange, async (ctx, { query: { from, to, members, object } }) => {
  const days = (Date.parse(to) - Date.parse(from)) / dayLength;
  if (days < 1 || days > calendarLimits.days)
    throw badQuery([
      {
        path: 'to',
        code: 'out_of_range',
        message: `to must be 1 to ${calendarLimits.days} days after from.`,
      },
    ]);
  const { time_zone } = ctx.principal.company;
  const data = await entriesIn(ctx, {
    from: startOfDay(time_zone, from),
    to: startOfDay(time_zone, to),
    object,
    members: members?.toLowerCase().split(',') ?? [ctx.principal.user.id],
  });
  return { data };
});
