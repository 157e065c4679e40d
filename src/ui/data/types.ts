import type { FieldRights } from '@/core/shape/field-rights';
import type { Reaching } from '@/core/shape/reach';
import type { RoleName } from '@/identity/permissions';

/** What `GET /api/auth/session` answers. */
export interface Session {
  user: SessionUser;
  company: SessionCompany;
  companies: readonly { id: string; name: string; role: RoleName }[];
  role: RoleName;
  permissions: readonly string[];
  /** How far they go; null: to every record. */
  reach: SessionReach | null;
  /** Fields that are not seen or written whole, by object; null: all are. */
  fields: FieldRights | null;
  /** Why the sign-in policy of the company lets them do nothing else just now. */
  held_back: 'network' | 'second_factor' | null;
}

interface SessionReach extends Pick<Reaching, 'objects' | 'people'> {
  /** Records of others that are shared for changing. */
  changeable: readonly string[];
}

export interface SessionUser {
  id: string;
  name: string;
  email: string;
  email_verified: boolean;
  avatar_url: string | null;
  language: 'en' | 'tr';
  theme: 'light' | 'dark' | 'system';
  /** IANA name; the company's when null. */
  time_zone: string | null;
  /** Runs this installation. */
  is_operator: boolean;
}

export interface SessionCompany {
  id: string;
  name: string;
  /** ISO 4217. */
  currency: string;
  /** ISO 3166 alpha-2. */
  country: string | null;
  /** IANA name. */
  time_zone: string;
  language: 'en' | 'tr';
  /** `#rrggbb`; Ambit's own when null. */
  accent: string | null;
  logo_url: string | null;
  /** The month the fiscal year begins with, 1 to 12. */
  fiscal_start_month: number;
  /** Only addresses of these domains are invited; none = all. */
  mail_domains: string[];
}

/** What signing in, signing up and joining answer. */
export interface Arrival {
  user: SessionUser;
  company: SessionCompany;
  role: RoleName;
}

/** A record as the API answers it; field values at the top level. */
export interface RecordData {
  id: string;
  title: string;
  version: number;
  created_at: string;
  updated_at: string;
  deleted_at: string | null;
  custom: Record<string, unknown>;
  [field: string]: unknown;
}
