import { type DestinationStream, destination, type LogFn, type Logger, pino } from 'pino';

/** Keys whose values never reach a log, however deep they are: secrets first, then what tells who somebody is. */
const redactedKeys = new Set([
  ...[
    'password',
    'new_password',
    'current_password',
    'token',
    'secret',
    'key',
    'code',
    'cookie',
    'authorization',
    'set-cookie',
  ],
  ...[
    'client_secret',
    'access_token',
    'refresh_token',
    'metrics_token',
    'recovery_codes',
    'access_key_id',
    'secret_access_key',
    'sealed',
  ],
  // Addresses of services hold their passwords.
  ...[
    'url',
    'owner_url',
    'direct_url',
    'replica_url',
    'redis_url',
    'smtp_url',
    'sentry_dsn',
    'connectionString',
  ],
  ...[
    'email',
    'emails',
    'phone',
    'phones',
    'mobile',
    'first_name',
    'last_name',
    'address',
    'addresses',
    'birthday',
    'params',
    'parameters',
    'body',
  ],
]);

export interface LogOptions {
  readonly level?: string;
  /** Where lines go; standard output unless given. */
  readonly to?: DestinationStream;
}

/**
 * The logger of a process: one JSON line per entry. Errors are reduced to type, message, code and stack,
 * because the errors of the database driver carry the values of the row they failed on.
 */
export function createLogger({ level = 'info', to }: LogOptions = {}): Logger {
  return pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }), log: (entry) => redact(entry, 0) },
      serializers,
      hooks: { logMethod: withSafeMessage },
    },
    to ?? destination({ dest: 1, sync: false, minLength: 8192, periodicFlush: 250 }),
  );
}

const serializers = { err: plainError, error: plainError };

/** A copy without the values of redacted keys; the entry itself when nothing had to go. */
function redact(entry: Record<string, unknown>, depth: number): Record<string, unknown> {
  let copy: Record<string, unknown> | null = null;
  for (const key in entry) {
    const value = entry[key];
    let safe = value;
    if (redactedKeys.has(key)) safe = '[redacted]';
    else if (Array.isArray(value)) safe = value.map((item) => safely(item, depth));
    else if (depth > 0 || !(key in serializers)) safe = safely(value, depth);
    if (safe !== value) {
      copy ??= { ...entry };
      copy[key] = safe;
    }
  }
  return copy ?? entry;
}

/** Errors are reduced wherever they are; pino does so only where its serializers look. */
function safely(value: unknown, depth: number): unknown {
  if (value instanceof Error) return plainError(value);
  if (!isPlain(value)) return value;
  return depth < 8 ? redact(value, depth + 1) : '[deep]';
}

const isPlain = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Without a message of its own an entry would repeat that of its error, values and all. */
function withSafeMessage(this: Logger, args: Parameters<LogFn>, method: LogFn): void {
  const [entry, message] = args as unknown[];
  const error = entry instanceof Error ? entry : (entry as { err?: unknown } | null)?.err;
  if (error instanceof Error && message === undefined) {
    method.apply(this, [
      entry instanceof Error ? { err: entry } : entry,
      withoutValues(error.message),
    ] as Parameters<LogFn>);
  } else {
    method.apply(this, args);
  }
}

/** What of an error may be written down. A PostgreSQL `detail` holds row values and stays out. */
function plainError(error: unknown): unknown {
  if (!(error instanceof Error)) return { message: typeof error };
  const { code, constraint, table } = error as Error & {
    code?: unknown;
    constraint?: unknown;
    table?: unknown;
  };
  return {
    type: error.name,
    message: withoutValues(error.message),
    code,
    constraint,
    table,
    stack: withoutValues(error.stack ?? ''),
    ...(error.cause instanceof Error ? { cause: plainError(error.cause) } : {}),
  };
}

/** PostgreSQL quotes the offending value: `invalid input syntax for type uuid: "anna@example.com"`; drizzle adds `params:`. */
const withoutValues = (text: string): string =>
  text
    .replace(/(for type [\w ]+: )"[^"]*"/g, '$1"[redacted]"')
    .replace(/\nparams: .*/g, '\nparams: [redacted]')
    .replace(/[\w.+-]+@[\w-]+\.[\w.-]+/g, '[redacted]');
