/**
 * Query keys. Everything of an object begins with `['records', object]`, so one call refreshes or patches all of it:
 * lists, single records and timelines.
 */
export const keys = {
  session: ['session'] as const,
  object: (object: string) => ['records', object] as const,
  lists: (object: string) => ['records', object, 'list'] as const,
  list: (object: string, params: unknown) => ['records', object, 'list', params] as const,
  record: (object: string, id: string, include = '') =>
    ['records', object, 'one', id, include] as const,
  timeline: (object: string, id: string) => ['records', object, 'timeline', id] as const,
  quoteLines: (id: string, version: number) => ['records', 'quotes', 'lines', id, version] as const,
  quoteLinks: (id: string) => ['records', 'quotes', 'links', id] as const,
  /** Beside the records, so that a past state is never taken for the present one. */
  asOf: (object: string, id: string, moment: unknown) => ['as-of', object, id, moment] as const,
  follow: (object: string, id: string) => ['records', object, 'follow', id] as const,
  fields: ['fields'] as const,
  leadAssignment: ['lead-assignment'] as const,
  members: ['members'] as const,
  apiKeys: ['api-keys'] as const,
  calendarFeed: ['calendar-feed'] as const,
  webhooks: ['webhooks'] as const,
  webhookEvents: ['webhook-events'] as const,
  deliveries: (webhook: string) => ['webhook-deliveries', webhook] as const,
  company: ['company'] as const,
  exchangeRates: ['exchange-rates'] as const,
  events: (filter: unknown) => ['events', 'list', filter] as const,
  eventNames: ['events', 'names'] as const,
  sealedEvents: ['events', 'sealed'] as const,
  search: (text: string) => ['search', text] as const,
  background: (id: string) => ['background', id] as const,
  unread: ['notifications', 'count'] as const,
  allNotifications: ['notifications', 'list'] as const,
  notifications: (show: string) => ['notifications', 'list', show] as const,
  notificationPreferences: ['notification-preferences'] as const,
  imports: ['imports'] as const,
  import: (id: string) => ['imports', id] as const,
  healths: ['health'] as const,
  health: (of: 'company' | 'installation') => ['health', of] as const,
  failedJobs: ['failed-jobs'] as const,
};
