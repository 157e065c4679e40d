/** Tables without a company, each for a reason. Every other table belongs to one and is behind row level security. */
export const globalTables = [
  'companies', // has a policy on its id
  'users', // one person may work in several companies
  'sessions',
  'sign_in_accounts',
  'verifications',
  'totp_secrets',
  'recovery_codes',
  'passkeys',
  'sso_routes', // says to which company somebody belongs who is not signed in yet
  'schema_migrations',
  'schema_state',
] as const;
