import type { Module } from '@/core/run/module';
import { range } from './queries';

export const calendarModule: Module = { name: 'calendar', operations: [range] };
