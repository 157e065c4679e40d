import type { Module } from '@/core/run/module';
import { searchEverything } from './queries';

export const searchModule: Module = { name: 'search', operations: [searchEverything] };
