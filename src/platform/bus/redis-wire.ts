import { Redis } from 'ioredis';
import { silentAfter } from '../redis';
import type { Wire, WireEvents } from './wide-bus';

const channel = 'ambit:bus';
/** How often the connection that only listens asks whether it is still one, ms. */
const pingEvery = 10_000;

/** Publish and subscribe on two connections, made again when they break. */
export function redisWire(url: string, events: WireEvents): Wire {
  const retryStrategy = (times: number): number => Math.min(times * 100, 2000);
  const sending = new Redis(url, {
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    socketTimeout: silentAfter,
    retryStrategy,
  });
  const hearing = new Redis(url, {
    maxRetriesPerRequest: null,
    autoResubscribe: false,
    socketTimeout: silentAfter,
    retryStrategy,
  });
  let subscribed = false;
  let was = false;
  let lost = false;
  let told = false;
  const isUp = (): boolean => subscribed && sending.status === 'ready';
  const failed = (error: Error): void => {
    if (!told) events.failed(error);
    told = true;
  };
  const up = (): void => {
    if (!isUp()) return;
    told = false;
    events.connected(lost);
    lost = false;
    was = true;
  };
  const down = (): void => {
    lost = was;
  };
  for (const redis of [sending, hearing]) redis.on('error', failed).on('close', down);
  sending.on('ready', up);
  hearing.on('close', () => {
    subscribed = false;
  });
  // Subscribed by hand after each reconnection: only what comes from then on is certain to be heard.
  hearing.on('ready', () => {
    hearing.subscribe(channel).then(() => {
      subscribed = true;
      up();
    }, failed);
  });
  const pinging = setInterval(() => {
    if (hearing.status === 'ready') hearing.ping().catch(() => undefined); // its end tells
  }, pingEvery).unref();
  hearing.on('message', (_channel, text) => events.received(text));

  return {
    send(text) {
      if (sending.status === 'ready') sending.publish(channel, text).catch(failed);
    },
    state: () => (isUp() ? 'up' : 'down'),
    async close() {
      clearInterval(pinging);
      sending.disconnect();
      hearing.disconnect();
    },
  };
}
