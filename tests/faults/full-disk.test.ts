import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { randomOf, seed } from '../support/faults/seed';
import { HttpPerson } from '../support/http-person';
import { serve, statusOf, stop, until } from '../support/process';

const disk = mkdtempSync(join(tmpdir(), 'ambit-disk-'));
/** Only root may mount, and not in every container; the test is skipped where not. */
const mounted =
  process.getuid?.() === 0 &&
  spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=400m,mode=0755', 'tmpfs', disk]).status === 0;

afterAll(() => {
  if (mounted) spawnSync('umount', ['-l', disk]);
  rmSync(disk, { recursive: true, force: true });
});

test.skipIf(!mounted)(
  'a full disk: writes get 503 and reads go on; with room again everything goes on by itself, nothing lost, nothing half',
  async () => {
    chmodSync(disk, 0o755);
    const ambit = await serve({ DATA_DIR: join(disk, 'data') });
    const person = await HttpPerson.registered(ambit.url);
    const made: string[] = [];
    const statuses = new Set<number>();
    const filler = join(disk, 'filler');
    const random = randomOf(seed);
    const create = async (): Promise<number> => {
      // Large enough that the database has to grow.
      const description = Array.from({ length: 600 }, () => random.between(0, 1).toString(36)).join(
        ' ',
      );
      const body = { last_name: `Contact ${made.length}`, description };
      const { status, data, headers } = await person.post<{ id: string }>('/contacts', body);
      if (status === 201) made.push(data.id);
      else expect([status, headers.get('retry-after')]).toEqual([503, expect.any(String)]);
      statuses.add(status);
      return status;
    };
    for (let n = 0; n < 20; n++) await create();
    expect([...statuses]).toEqual([201]);

    const { bavail, bsize } = statfsSync(disk);
    try {
      writeFileSync(filler, Buffer.alloc(Number(bavail * bsize)));
    } catch {
      // What fitted is there.
    }
    await until(async () => (await create()) === 503, 60_000, 'a write is refused');
    for (let n = 0; n < 20; n++) await create();
    expect((await person.get(`/contacts/${made[0]}`)).status).toBe(200);
    expect(await statusOf(`${ambit.url}/healthz`)).toBe(200);

    rmSync(filler);
    const back = await until(async () => (await create()) === 201, 20_000, 'writes go on');
    console.log(`written again ${Math.round(back)} ms after there was room`);
    for (const id of made) expect((await person.get(`/contacts/${id}`)).status).toBe(200);
    expect(await person.contacts()).toBe(made.length);
    const events = await person.get<{ event: string }[]>(`/contacts/${made.at(-1)}/history`);
    expect(events.data).toHaveLength(1);
    expect(await stop(ambit)).toBe(0);
    const again = await serve({ DATA_DIR: join(disk, 'data') });
    expect(await person.at(again.url).contacts()).toBe(made.length);
    expect(await stop(again)).toBe(0);
  },
  180_000,
);
