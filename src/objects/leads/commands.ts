import { command, type Operation } from '@/core/run/module';
import { convertLead, unconvertLead } from './contract';
import { convert } from './convert';
import { shapesOf } from './outcome';
import { unconvert } from './unconvert';

/** What an operation reads about the objects, it reads before it holds a connection. */
const knowing = (operation: Operation): Operation => ({
  contract: operation.contract,
  async run(ctx, input) {
    await shapesOf(ctx);
    return operation.run(ctx, input);
  },
});

/** POST /api/leads/{id}/convert. As text, like every record: not everybody sees all fields of the schema. */
export const conversion = knowing(
  command(convertLead, async (ctx, tx, { params, body }) => ({
    json: JSON.stringify(await convert(ctx, tx, await shapesOf(ctx), params.id, body)),
  })),
);

/** POST /api/leads/{id}/unconvert. */
export const unconversion = knowing(
  command(unconvertLead, async (ctx, tx, { params, body }) => ({
    json: JSON.stringify(await unconvert(ctx, tx, await shapesOf(ctx), params.id, body.version)),
  })),
);
