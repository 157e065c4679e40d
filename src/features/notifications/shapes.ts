/** What somebody can be told of, and how unless they chose otherwise. */
export const kinds = {
  /** A record became mine. */
  assigned: { in_app: true, mail: 'at_once' },
  /** Somebody wrote @me in a text. */
  mentioned: { in_app: true, mail: 'at_once' },
  /** A day or instant came by which something had to be done. */
  due: { in_app: true, mail: 'at_once' },
  /** A record I follow was changed, deleted or brought back. */
  changed: { in_app: true, mail: 'digest' },
  import_completed: { in_app: true, mail: 'off' },
  import_failed: { in_app: true, mail: 'at_once' },
  job_failed: { in_app: true, mail: 'digest' },
  webhook_disabled: { in_app: true, mail: 'at_once' },
} as const satisfies Record<string, Channels>;

export type Kind = keyof typeof kinds;
export const kindNames = Object.keys(kinds) as [Kind, ...Kind[]];

export const mailModes = ['off', 'at_once', 'digest'] as const;
export type MailMode = (typeof mailModes)[number];

/** Ways by which one kind reaches somebody. */
export interface Channels {
  readonly in_app: boolean;
  readonly mail: MailMode;
}

/** Kinds that concern who runs the company, with the right it takes. */
const needed: Partial<Record<Kind, string>> = {
  job_failed: 'jobs:manage',
  webhook_disabled: 'jobs:manage',
};

export const mayGet = (kind: Kind, permissions: ReadonlySet<string>): boolean => {
  const permission = needed[kind];
  return permission === undefined || permissions.has(permission);
};

/**
 * What `notifications.object` may be for somebody with these rights: the records they may read and, beside records, what
 * else is told of. Everything that reads notifications filters by it.
 */
export function readableObjects(
  objects: Iterable<string>,
  permissions: ReadonlySet<string>,
): string[] {
  const readable = [...objects].filter((object) => permissions.has(`${object}:read`));
  const running = permissions.has('jobs:manage') ? ['jobs', 'webhooks'] : [];
  return [...readable, 'imports', ...running];
}
