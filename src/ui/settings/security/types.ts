/** What `GET /api/auth/second-factor` answers. */
export interface SecondFactor {
  totp: boolean;
  /** How many are left. */
  recovery_codes: number;
  passkeys: number;
  /** The company asks for a second factor. */
  required: boolean;
  /** This session came by an identity provider. */
  by_sso: boolean;
  has_password: boolean;
}
