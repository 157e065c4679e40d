import type { Module } from '@/core/run/module';
import { updateCompany } from './company/commands';
import { getCompany } from './company/queries';
import { createRate, listRates, removeRate, updateRate } from './currencies/commands';
import { createKey, listKeys, revokeKey } from './keys/commands';
import { mailbox } from './mailbox/queries';
import { acceptInvitation, previewInvitation } from './members/accept';
import { changeRole, removeMember } from './members/commands';
import { invite, revokeInvitation } from './members/invitations';
import { listInvitations, listMembers } from './members/queries';
import { endOtherSessions, endSession, listSessions } from './sessions/commands';
import { login, logout, switchCompany } from './sign-in/commands';
import { changePassword, confirmReset, requestReset } from './sign-in/password';
import { updateProfile } from './sign-in/profile';
import { session } from './sign-in/queries';
import { createCompany, register } from './sign-in/register';
import { confirmVerification, requestVerification } from './sign-in/verify-email';

export const identityModule: Module = {
  name: 'identity',
  events: ['api_key.used'],
  operations: [
    ...[register, login, logout, session, switchCompany],
    ...[
      changePassword,
      requestReset,
      confirmReset,
      requestVerification,
      confirmVerification,
      updateProfile,
    ],
    ...[createCompany, getCompany, updateCompany],
    ...[listMembers, changeRole, removeMember],
    ...[invite, listInvitations, revokeInvitation, previewInvitation, acceptInvitation],
    ...[createKey, listKeys, revokeKey],
    ...[listRates, createRate, updateRate, removeRate],
    ...[listSessions, endSession, endOtherSessions],
    mailbox,
  ],
};
