import { afterEach, expect, test, vi } from 'vitest';
import { newId } from '@/platform/ids';
import { testApp } from '../../../tests/support/app';
import { joined, type Person, registered } from '../../../tests/support/browser';
import { EventReader } from '../../../tests/support/event-reader';
import { presenceOf } from './presence';

afterEach(() => vi.useRealTimers());

interface Viewer {
  id: string;
  name: string;
}

/** A tab of somebody's browser. */
const tab = ({ browser }: Person, client = newId()) => ({
  show: (id: string | null, object = 'contacts') =>
    browser.call<{ users: Viewer[] }>('PUT', '/presence', {
      client,
      record: id === null ? null : { object, id },
    }),
});

async function scene() {
  const app = await testApp();
  const ada = await registered(app);
  const grace = await joined(app, ada, 'rep');
  const { data } = await ada.browser.post<{ id: string }>('/contacts', { last_name: 'Byron' });
  const other = await ada.browser.post<{ id: string }>('/contacts', { last_name: 'Other' });
  const hear = async ({ browser }: Person) => new EventReader(await browser.fetch('/stream'));
  return { app, ada, grace, id: data.id, other: other.data.id, hear };
}

const namesIn = (stream: EventReader): string[][] =>
  stream.of('presence').map(({ users }) => users.map(({ name }: Viewer) => name).sort());

test('who looks at a record is told to those who look at it too, and to nobody else', async () => {
  const { ada, grace, id, other, hear } = await scene();
  const [near, far] = [await hear(ada), await hear(grace)];
  const here = tab(ada);
  expect((await here.show(id)).data.users.map(({ name }) => name)).toEqual(['Ada Byron']);
  const there = tab(grace);
  expect((await there.show(id)).data.users).toHaveLength(2);
  await expect.poll(() => namesIn(near)).toEqual([['Ada Byron'], ['Ada Byron', 'Grace Hopper']]);
  expect(near.of('presence')[1]).toMatchObject({ object: 'contacts', id });
  await here.show(id); // staying is no news
  await there.show(other);
  await expect.poll(() => namesIn(near).at(-1)).toEqual(['Ada Byron']);
  expect(namesIn(near)).toHaveLength(3);
  await here.show(null);
  await there.show(null);
  expect(namesIn(far)).toEqual([['Ada Byron', 'Grace Hopper'], ['Grace Hopper']]);
});

test('two tabs of one person count once, and the person stays until both are gone', async () => {
  const { ada, grace, id, hear } = await scene();
  const near = await hear(ada);
  await tab(ada).show(id);
  const [one, two] = [tab(grace), tab(grace)];
  await one.show(id);
  await two.show(id);
  await one.show(null);
  await expect.poll(() => namesIn(near).at(-1)).toEqual(['Ada Byron', 'Grace Hopper']);
  await two.show(null);
  await expect.poll(() => namesIn(near).at(-1)).toEqual(['Ada Byron']);
  expect(namesIn(near)).toHaveLength(3);
});

test('who signs out is gone at once', async () => {
  const { app, ada, grace, id, hear } = await scene();
  const near = await hear(ada);
  await tab(ada).show(id);
  await tab(grace).show(id);
  await grace.browser.post('/auth/logout');
  await expect.poll(() => namesIn(near).at(-1)).toEqual(['Ada Byron']);
  expect(presenceOf(app).size).toBe(1);
});

test('who is silent is gone after 45 s', async () => {
  const { app, ada, id } = await scene();
  presenceOf(app);
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'performance'] });
  await tab(ada).show(id);
  await vi.advanceTimersByTimeAsync(40_000);
  expect(presenceOf(app).size).toBe(1);
  await vi.advanceTimersByTimeAsync(11_000);
  expect(presenceOf(app).size).toBe(0);
});

test('foreign, unknown and unreadable records are refused', async () => {
  const { app, ada, id } = await scene();
  const stranger = await registered(app);
  expect((await tab(stranger).show(id)).status).toBe(404);
  expect((await tab(ada).show(newId())).status).toBe(404);
  expect((await tab(ada).show(id, 'sessions')).status).toBe(422);
  expect((await tab(ada).show(id, '__proto__')).status).toBe(422);
  expect(presenceOf(app).size).toBe(0);
  const foreign = tab(stranger, newId());
  const same = tab(ada, newId());
  await same.show(id);
  await foreign.show(null);
  expect(presenceOf(app).size).toBe(1);
});

test('one person is in twenty tabs at most', async () => {
  const { app, ada, id } = await scene();
  for (let at = 0; at < 25; at++) await tab(ada).show(id);
  expect(presenceOf(app).size).toBe(20);
});
