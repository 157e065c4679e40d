import { expect, test } from 'vitest';
import type { Bus, Message } from './bus';
import { type WireEvents, wideBus } from './wide-bus';

/** Processes joined by a wire without distance. */
function processes(count: number) {
  const ends: WireEvents[] = [];
  const sent: string[] = [];
  const failures: Error[] = [];
  const make = (): Bus =>
    wideBus(
      (events) => {
        ends.push(events);
        return {
          send(text) {
            sent.push(text);
            for (const end of ends) end.received(text);
          },
          state: () => 'up',
          close: async () => undefined,
        };
      },
      (error) => failures.push(error),
    );
  return { buses: Array.from({ length: count }, make), sent, ends, failures };
}

const hearing = (bus: Bus): Message[] => {
  const heard: Message[] = [];
  bus.subscribe('c', (message) => heard.push(message));
  return heard;
};

test('everybody hears a message once, the sender included', async () => {
  const { buses, sent } = processes(3);
  const heard = buses.map(hearing);
  for (let n = 0; n < 50; n++) buses[0]?.publish('c', { n });
  await expect.poll(() => heard.map((list) => list.length)).toEqual([50, 50, 50]);
  expect(heard[2]?.map(({ n }) => n)).toEqual(Array.from({ length: 50 }, (_, n) => n));
  expect(sent).toHaveLength(1); // of one moment
});

test('no text is larger than a NOTIFY may be, however much is said at once and in whatever script', async () => {
  const { buses, sent } = processes(2);
  const heard = hearing(buses[1] as Bus);
  for (let n = 0; n < 40; n++) buses[0]?.publish('c', { text: 'ş'.repeat(1000) });
  await expect.poll(() => heard.length).toBe(40);
  expect(sent.length).toBeGreaterThan(10);
  for (const text of sent) expect(Buffer.byteLength(text)).toBeLessThan(8000);
});

test('what is too large, and what may be lost after an outage, is a gap elsewhere', async () => {
  const { buses, ends, failures } = processes(2);
  const gaps = [0, 0];
  buses.forEach((bus, at) => {
    bus.onGap(() => {
      gaps[at] = (gaps[at] ?? 0) + 1;
    });
  });
  buses[0]?.publish('c', { text: 'x'.repeat(9000) });
  expect(gaps).toEqual([0, 1]);
  expect(failures).toHaveLength(1);
  ends[1]?.connected(true);
  expect(gaps).toEqual([1, 2]);
});

test('texts of somebody else harm nobody', async () => {
  const { buses, ends, failures } = processes(1);
  const heard = hearing(buses[0] as Bus);
  for (const text of ['', 'null', '7', '{"from":1}', '[', '{"from":"x","entries":7}'])
    ends[0]?.received(text);
  expect(failures).toHaveLength(6);
  buses[0]?.publish('c', { n: 1 });
  await expect.poll(() => heard).toEqual([{ n: 1 }]);
});
