/** What the pages of the settings are about, in order. */
export const settingsGroups = ['me', 'company', 'people', 'data', 'tools', 'operations'] as const;

/** The pages of the settings, in order. `permission` hides a page; the server decides. `also` is where one may have meant to go. */
export const settingsSections = [
  { name: 'profile', group: 'me' },
  { name: 'notifications', group: 'me' },
  { name: 'security', group: 'me' },
  { name: 'api-keys', group: 'me', also: 'apps' },
  { name: 'company', group: 'company' },
  { name: 'currencies', group: 'company' },
  { name: 'members', group: 'people' },
  { name: 'teams', group: 'people', permission: 'teams:manage' },
  { name: 'roles', group: 'people', permission: 'roles:manage' },
  { name: 'sign-in', group: 'people', permission: 'sign_in:manage', also: 'sso' },
  { name: 'sso', group: 'people', permission: 'sso:manage', also: 'sign-in' },
  { name: 'fields', group: 'data', permission: 'fields:manage' },
  { name: 'pipelines', group: 'data', permission: 'pipelines:update' },
  { name: 'lead-assignment', group: 'data', permission: 'company:update' },
  { name: 'account-assignment', group: 'data', permission: 'company:update' },
  { name: 'apps', group: 'tools', also: 'api-keys' },
  { name: 'webhooks', group: 'tools', permission: 'webhooks:manage' },
  { name: 'audit', group: 'operations', permission: 'events:read' },
  { name: 'health', group: 'operations', permission: 'jobs:manage' },
] as const satisfies readonly {
  name: string;
  group: (typeof settingsGroups)[number];
  permission?: string;
  also?: string;
}[];

export type SettingsSection = (typeof settingsSections)[number]['name'];

/** Pages that became part of another; their addresses lead there. */
export const movedSections: Readonly<Record<string, SettingsSection | undefined>> = {
  sessions: 'security',
};
