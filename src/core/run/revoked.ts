/** The channel of the bus that tells whose rights may have changed: `{ company_id }` for everybody there. */
export const revokedChannel = 'revoked';
