import { resolve } from 'node:path';
import { z } from 'zod';
import { keptSecret } from './secret';

export type ProcessRole = 'web' | 'worker' | 'relay' | 'scheduler';

/** The configuration of this process, checked. Names follow the variables in lower case. */
export interface Env {
  readonly production: boolean;
  readonly port: number;
  readonly host: string;
  /** Absolute. */
  readonly data_dir: string;
  /** False when DATA_DIR was not set and the default is used. */
  readonly data_dir_given: boolean;
  /** Scheme, host and port as people type it, without a slash at the end. */
  readonly base_url: string;
  /** BASE_URL names this machine alone. */
  readonly loopback: boolean;
  /** BASE_URL is https. */
  readonly secure: boolean;
  /** Null: the embedded PostgreSQL in DATA_DIR. */
  readonly database: ExternalDatabase | null;
  readonly secret: string;
  /** `open_once`: anybody until the first company exists, then by invitation. */
  readonly registration: 'open' | 'open_once' | 'invite' | 'off';
  /** How many proxies in front may be believed about the client's address; 0 = none. */
  readonly trust_proxy: number;
  readonly redis_url: string | null;
  readonly s3: S3 | null;
  /** Largest file that people may attach, bytes. */
  readonly file_bytes: number;
  /** What the files of one company may take together, bytes. */
  readonly files_quota_bytes: number;
  readonly smtp_url: string | null;
  /** Lets /metrics be read from elsewhere; null: from this machine only. */
  readonly metrics_token: string | null;
  readonly sentry_dsn: string | null;
  readonly otel_endpoint: string | null;
  readonly roles: ReadonlySet<ProcessRole>;
  /** `auto`: a demo company when embedded on a loopback address with an empty data directory. */
  readonly demo: 'on' | 'off' | 'auto';
  readonly demo_language: 'en' | 'tr';
  /** Lower-case hosts inside the network that outbound calls may reach. */
  readonly outbound_allow: readonly string[];
  /** False only in load tests. */
  readonly rate_limit: boolean;
}

export interface ExternalDatabase {
  readonly url: string;
  /** Null: this process cannot migrate. */
  readonly owner_url: string | null;
  /** Past the pooler that `url` leads through; equals `url` when there is none. */
  readonly direct_url: string;
  readonly replica_url: string | null;
}

export interface S3 {
  readonly endpoint: string | null;
  readonly bucket: string;
  readonly region: string;
  readonly access_key_id: string;
  readonly secret_access_key: string;
  /** The bucket stands in the path of an address rather than in its host. */
  readonly path_style: boolean;
}

/** A variable is missing or wrong; the message names it and says what it may be. */
export class EnvError extends Error {
  override readonly name = 'EnvError';
}

const url = (...schemes: string[]) =>
  z
    .string()
    .refine((text) => URL.canParse(text) && schemes.includes(new URL(text).protocol.slice(0, -1)), {
      message: `must be an address that starts with ${schemes.map((scheme) => `${scheme}://`).join(' or ')}`,
    });
const postgres = url('postgres', 'postgresql');
const flag = z
  .enum(['0', '1', 'true', 'false'], 'must be 1 or 0')
  .transform((text) => text === '1' || text === 'true');
/** A whole number of megabytes, as bytes. */
const megabytes = (from: number, to: number, unset: number) => {
  const wrong = `must be a whole number of megabytes from ${from} to ${to}`;
  return z.coerce
    .number(wrong)
    .int(wrong)
    .min(from, wrong)
    .max(to, wrong)
    .default(unset)
    .transform((count) => count * 1024 * 1024);
};
const processRoles = ['web', 'worker', 'relay', 'scheduler'] as const;

const variables = z.object({
  NODE_ENV: z.string().default('development'),
  PORT: z.coerce.number('must be a number from 0 to 65535').int().min(0).max(65_535).default(3000),
  HOST: z.string().optional(),
  DATA_DIR: z.string().optional(),
  BASE_URL: url('http', 'https').optional(),
  DATABASE_URL: postgres.optional(),
  DATABASE_OWNER_URL: postgres.optional(),
  DATABASE_DIRECT_URL: postgres.optional(),
  DATABASE_REPLICA_URL: postgres.optional(),
  AMBIT_SECRET: z.string().min(32, 'must have at least 32 characters').optional(),
  AMBIT_REGISTRATION: z.enum(['open', 'invite', 'off'], 'must be open, invite or off').optional(),
  TRUST_PROXY: z
    .string()
    .regex(/^(\d{1,2}|true|false)$/, 'must be the number of proxies in front, or true for one')
    .default('0')
    .transform((text) => (text === 'true' ? 1 : text === 'false' ? 0 : Number(text))),
  REDIS_URL: url('redis', 'rediss').optional(),
  S3_ENDPOINT: url('http', 'https').optional(),
  S3_BUCKET: z.string().optional(),
  S3_REGION: z.string().default('us-east-1'),
  S3_ACCESS_KEY_ID: z.string().optional(),
  S3_SECRET_ACCESS_KEY: z.string().optional(),
  S3_PATH_STYLE: flag.optional(),
  AMBIT_FILE_MB: megabytes(1, 5000, 100),
  AMBIT_FILES_QUOTA_MB: megabytes(1, 100_000_000, 10_240),
  METRICS_TOKEN: z.string().min(16, 'must have at least 16 characters').optional(),
  SMTP_URL: url('smtp', 'smtps').optional(),
  SENTRY_DSN: url('http', 'https').optional(),
  OTEL_EXPORTER_OTLP_ENDPOINT: url('http', 'https').optional(),
  AMBIT_ROLES: z
    .string()
    .default(processRoles.join(','))
    .transform((text) => text.split(',').map((role) => role.trim()))
    .pipe(z.array(z.enum(processRoles, `must be a list of ${processRoles.join(', ')}`)).min(1)),
  AMBIT_DEMO: flag.optional(),
  AMBIT_DEMO_LANGUAGE: z.enum(['en', 'tr'], 'must be en or tr').default('en'),
  AMBIT_OUTBOUND_ALLOW: z.string().default(''),
  AMBIT_RATE_LIMIT: z.enum(['on', 'off'], 'must be on or off').default('on'),
});
type Variables = z.output<typeof variables>;

/** The names of all variables that are read. */
export const variableNames: readonly string[] = Object.keys(variables.shape);

/**
 * Reads the configuration; an empty variable counts as absent. Without DATABASE_URL the database is embedded
 * and a missing AMBIT_SECRET is made and kept in DATA_DIR. Throws EnvError naming the variable.
 */
export function readEnv(source: Readonly<Record<string, string | undefined>> = process.env): Env {
  const given = Object.fromEntries(
    Object.entries(source).filter(([, value]) => value !== undefined && value !== ''),
  );
  const parsed = variables.safeParse(given);
  if (!parsed.success) {
    throw new EnvError(
      parsed.error.issues.map((issue) => `${String(issue.path[0])} ${issue.message}.`).join('\n'),
    );
  }
  const v = parsed.data;
  const base = new URL(v.BASE_URL ?? `http://localhost:${v.PORT}`);
  if (base.pathname !== '/' || base.search || base.hash || base.username) {
    throw new EnvError(
      'BASE_URL must be scheme, host and port only, for example https://crm.example.com.',
    );
  }
  const loopback = isLoopback(base.hostname);
  const production = v.NODE_ENV === 'production';
  const data_dir = resolve(v.DATA_DIR ?? '.data');
  if (v.AMBIT_RATE_LIMIT === 'off' && production && !loopback) {
    throw new EnvError('AMBIT_RATE_LIMIT can only be off for load tests on a loopback BASE_URL.');
  }
  return {
    production,
    port: v.PORT,
    host: v.HOST ?? (loopback ? '127.0.0.1' : '0.0.0.0'),
    data_dir,
    data_dir_given: v.DATA_DIR !== undefined,
    base_url: base.origin,
    loopback,
    secure: base.protocol === 'https:',
    database: externalDatabase(v),
    secret: v.AMBIT_SECRET ?? ownSecret(v, data_dir),
    registration: v.AMBIT_REGISTRATION ?? (loopback ? 'open' : 'open_once'),
    trust_proxy: v.TRUST_PROXY,
    redis_url: v.REDIS_URL ?? null,
    s3: s3(v),
    file_bytes: v.AMBIT_FILE_MB,
    files_quota_bytes: v.AMBIT_FILES_QUOTA_MB,
    smtp_url: v.SMTP_URL ?? null,
    metrics_token: v.METRICS_TOKEN ?? null,
    sentry_dsn: v.SENTRY_DSN ?? null,
    otel_endpoint: v.OTEL_EXPORTER_OTLP_ENDPOINT ?? null,
    roles: new Set(v.AMBIT_ROLES),
    demo: v.AMBIT_DEMO === undefined ? 'auto' : v.AMBIT_DEMO ? 'on' : 'off',
    demo_language: v.AMBIT_DEMO_LANGUAGE,
    outbound_allow: v.AMBIT_OUTBOUND_ALLOW.split(',')
      .map((host) => host.trim().toLowerCase())
      .filter(Boolean),
    rate_limit: v.AMBIT_RATE_LIMIT === 'on',
  };
}

/** Whether a host name of a URL can only mean this machine. */
export function isLoopback(hostname: string): boolean {
  const host = hostname.toLowerCase().replace(/\.$/, '');
  return (
    host === 'localhost' ||
    host.endsWith('.localhost') ||
    host === '[::1]' ||
    /^127(\.\d{1,3}){3}$/.test(host)
  );
}

function externalDatabase(v: Variables): ExternalDatabase | null {
  if (v.DATABASE_URL) {
    return {
      url: v.DATABASE_URL,
      owner_url: v.DATABASE_OWNER_URL ?? null,
      direct_url: v.DATABASE_DIRECT_URL ?? v.DATABASE_URL,
      replica_url: v.DATABASE_REPLICA_URL ?? null,
    };
  }
  for (const name of [
    'DATABASE_OWNER_URL',
    'DATABASE_DIRECT_URL',
    'DATABASE_REPLICA_URL',
  ] as const) {
    if (v[name]) throw new EnvError(`${name} is set but DATABASE_URL is not.`);
  }
  return null;
}

function ownSecret(v: Variables, folder: string): string {
  if (v.DATABASE_URL) {
    throw new EnvError(
      'AMBIT_SECRET must be set beside DATABASE_URL: at least 32 random characters, the same in every process.',
    );
  }
  try {
    return keptSecret(folder, 'secret');
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    throw new EnvError(
      `DATA_DIR ${folder} cannot be written by this user (${code}). Choose another folder or change its owner.`,
      {
        cause: error,
      },
    );
  }
}

function s3(v: Variables): S3 | null {
  const {
    S3_BUCKET: bucket,
    S3_ACCESS_KEY_ID: access_key_id,
    S3_SECRET_ACCESS_KEY: secret_access_key,
  } = v;
  if (!bucket && !access_key_id && !secret_access_key && !v.S3_ENDPOINT) return null;
  if (!bucket) throw new EnvError('S3_BUCKET is missing beside the other S3 variables.');
  if (!access_key_id)
    throw new EnvError('S3_ACCESS_KEY_ID is missing beside the other S3 variables.');
  if (!secret_access_key)
    throw new EnvError('S3_SECRET_ACCESS_KEY is missing beside the other S3 variables.');
  return {
    endpoint: v.S3_ENDPOINT ?? null,
    bucket,
    region: v.S3_REGION,
    access_key_id,
    secret_access_key,
    // Servers of one's own seldom have a host name per bucket.
    path_style: v.S3_PATH_STYLE ?? v.S3_ENDPOINT !== undefined,
  };
}
