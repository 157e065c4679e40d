import type { Module } from '@/core/run/module';
import { endFeed, endReclaimedFeeds, getFeed, makeFeed, readFeed } from './feed';
import { range } from './queries';

export const calendarModule: Module = {
  name: 'calendar',
  operations: [range, getFeed, makeFeed, endFeed, readFeed],
  subscribers: [endReclaimedFeeds],
};
