import type { RoleName } from '@/identity/permissions';

export interface Connection {
  id: string;
  kind: 'oidc' | 'saml';
  name: string;
  active: boolean;
  issuer: string;
  client_id: string;
  has_secret: boolean;
  sso_url: string;
  certificates: string[];
  just_in_time: boolean;
  default_role: RoleName;
  trusts_mail: boolean;
}

export interface Domain {
  id: string;
  connection_id: string;
  domain: string;
  record: { name: string; value: string };
  verified_at: string | null;
}

export interface Group {
  id: string;
  connection_id: string;
  name: string;
  members: number;
  role: RoleName | null;
  team_id: string | null;
}

export interface Sso {
  required: boolean;
  redirect_uri: string;
  saml: { entity_id: string; answer_url: string };
  connections: Connection[];
  domains: Domain[];
  directories: { connection_id: string; created_at: string; last_used_at: string | null }[];
  groups: Group[];
}
