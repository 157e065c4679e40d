import { describe, expect, it } from 'vitest';
import type { Answer } from '@/ui/data/api';
import { ApiError } from '@/ui/data/api-error';
import type { RecordData } from '@/ui/data/types';
import { type Conflict, createEditQueue } from './edit-queue';

/** A server that keeps one record and refuses stale versions. */
function server(decision: 'mine' | 'theirs' = 'mine') {
  let record = {
    id: 'a',
    title: 'A',
    version: 1,
    custom: {},
    name: 'Anna',
    city: 'Bonn',
  } as unknown as RecordData;
  const conflicts: Conflict[] = [];
  const sent: number[] = [];
  const queue = createEditQueue({
    async send(_id, body, version): Promise<Answer<RecordData>> {
      await new Promise((done) => setTimeout(done, 1));
      sent.push(version);
      if (version !== record.version)
        throw new ApiError({ code: 'stale_version', status: 412, message: 'stale', data: record });
      record = { ...record, ...body, version: record.version + 1 };
      return { data: record, request_id: 'r' };
    },
    async decide(conflict) {
      conflicts.push(conflict);
      return decision;
    },
  });
  return {
    queue,
    conflicts,
    sent,
    record: () => record,
    elsewhere: (change: object) => (record = { ...record, ...change, version: record.version + 1 }),
  };
}

describe('edit queue', () => {
  it('saves quick edits of one record in order, each on the version of the one before', async () => {
    const { queue, record, sent } = server();
    const base = record();
    await Promise.all([
      queue.save(base, { name: 'B' }),
      queue.save(base, { name: 'C' }),
      queue.save(base, { city: 'Ulm' }),
    ]);
    expect(record()).toMatchObject({ name: 'C', city: 'Ulm', version: 4 });
    expect(sent).toEqual([1, 2, 3]);
  });

  it('joins changes of different fields without asking', async () => {
    const { queue, record, elsewhere, conflicts } = server();
    const base = record();
    elsewhere({ city: 'Ulm' });
    const outcome = await queue.save(base, { name: 'B' });
    expect(outcome.kind).toBe('saved');
    expect(conflicts).toEqual([]);
    expect(record()).toMatchObject({ name: 'B', city: 'Ulm' });
  });

  it('asks when both changed the same field, and does as told', async () => {
    const mine = server('mine');
    const base = mine.record();
    mine.elsewhere({ name: 'Z' });
    await mine.queue.save(base, { name: 'B' });
    expect(mine.conflicts[0]).toMatchObject({
      paths: ['name'],
      current: { name: 'Z' },
      base: { name: 'Anna' },
    });
    expect(mine.record().name).toBe('B');

    const theirs = server('theirs');
    const seen = theirs.record();
    theirs.elsewhere({ name: 'Z' });
    expect((await theirs.queue.save(seen, { name: 'B' })).kind).toBe('kept_theirs');
    expect(theirs.record().name).toBe('Z');
    await theirs.queue.save(theirs.record(), { city: 'Ulm' });
    expect(theirs.record()).toMatchObject({ name: 'Z', city: 'Ulm' });
  });

  it('does not ask when both wanted the same', async () => {
    const { queue, record, elsewhere, conflicts } = server();
    const base = record();
    elsewhere({ name: 'B' });
    await queue.save(base, { name: 'B' });
    expect(conflicts).toEqual([]);
  });

  it('goes on after a refusal', async () => {
    let calls = 0;
    const queue = createEditQueue({
      async send() {
        if (++calls === 1) throw new ApiError({ code: 'invalid', status: 422, message: 'no' });
        return { data: { id: 'a', version: 2 } as RecordData, request_id: 'r' };
      },
      decide: async () => 'mine',
    });
    const base = { id: 'a', version: 1 } as RecordData;
    const [first, second] = await Promise.allSettled([
      queue.save(base, { x: 1 }),
      queue.save(base, { x: 2 }),
    ]);
    expect(first.status).toBe('rejected');
    expect(second.status).toBe('fulfilled');
  });
});
