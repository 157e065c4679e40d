/** The pages of the settings, in order. `permission` hides a page; the server decides. */
export const settingsSections = [
  { name: 'profile', group: 'me' },
  { name: 'notifications', group: 'me' },
  { name: 'sessions', group: 'me' },
  { name: 'company', group: 'company' },
  { name: 'currencies', group: 'company' },
  { name: 'pipelines', group: 'company', permission: 'pipelines:update' },
  { name: 'members', group: 'company' },
  { name: 'fields', group: 'company', permission: 'fields:manage' },
  { name: 'lead-assignment', group: 'company', permission: 'company:update' },
  { name: 'api-keys', group: 'company', permission: 'api_keys:manage' },
  { name: 'webhooks', group: 'company', permission: 'webhooks:manage' },
  { name: 'audit', group: 'company', permission: 'events:read' },
  { name: 'health', group: 'company', permission: 'jobs:manage' },
] as const satisfies readonly { name: string; group: 'me' | 'company'; permission?: string }[];

export type SettingsSection = (typeof settingsSections)[number]['name'];
