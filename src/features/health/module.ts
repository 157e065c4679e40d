import type { Module } from '@/core/run/module';
import { installationParts, jobsPart, relayPart, schedulesPart } from './parts';
import { companyHealth, installationHealth, replayAll } from './queries';

/** How the background work of a company is, and the whole installation. */
export const healthModule: Module = {
  name: 'health',
  operations: [companyHealth, installationHealth, replayAll],
  health: [jobsPart, relayPart, schedulesPart, ...installationParts],
};
