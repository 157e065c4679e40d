import type { Module } from '@/core/run/module';
import { updateCompany } from './company/commands';
import { logo, removeLogo, setLogo } from './company/logo';
import { getCompany } from './company/queries';
import { createRate, listRates, removeRate, updateRate } from './currencies/commands';
import { createKey, listKeys, revokeKey } from './keys/commands';
import { rotateKey } from './keys/rotate';
import { mailbox } from './mailbox/queries';
import { acceptInvitation, previewInvitation } from './members/accept';
import { changeRole } from './members/commands';
import { endSessionsOfEverybody, endSessionsOfMember } from './members/end-sessions';
import { handOver, recordsOfMember } from './members/handover';
import { invite, resendInvitation, revokeInvitation } from './members/invitations';
import { deactivateMember, reactivateMember, removeMember } from './members/leaving';
import { listInvitations, listMembers, memberFactors } from './members/queries';
import { createServiceAccount } from './members/service-accounts';
import { createApp, listApps, removeApp, updateApp } from './oauth/apps';
import { authorize, consent, decide } from './oauth/authorize';
import { cleanupTokensJob, cleanupTokensSchedule } from './oauth/cleanup';
import { endConnection, listConnections } from './oauth/connections';
import { introspect, revoke } from './oauth/grants';
import { token } from './oauth/token';
import {
  askPasskey,
  createPasskey,
  listPasskeys,
  offerPasskey,
  removePasskey,
  renamePasskey,
  signInWithPasskey,
} from './passkeys/commands';
import { assignRoles, createRole, listRoles, removeRole, updateRole } from './roles/commands';
import { resourceTypes, schemas, serviceProviderConfig } from './scim/about';
import {
  createGroup,
  deleteGroup,
  getGroup,
  listGroups,
  patchGroup,
  replaceGroup,
} from './scim/groups';
import { createToken, deleteToken, mapGroup } from './scim/manage';
import { createUser, deleteUser, getUser, listUsers, patchUser, replaceUser } from './scim/users';
import {
  confirmTotp,
  getSecurity,
  removeTotp,
  renewCodes,
  startTotp,
} from './second-factor/commands';
import { confirm } from './second-factor/confirm';
import { endOtherSessions, endSession, listSessions } from './sessions/commands';
import { createShare, listShares, removeShare } from './sharing/commands';
import { explainAccess } from './sharing/explain';
import { login, logout, switchCompany } from './sign-in/commands';
import { confirmVerification } from './sign-in/confirm-address';
import { changePassword, confirmReset, requestReset } from './sign-in/password';
import { updateProfile } from './sign-in/profile';
import { session } from './sign-in/queries';
import { createCompany, register } from './sign-in/register';
import { loginSecond } from './sign-in/second-step';
import { requestVerification } from './sign-in/verify-email';
import { getPolicy, updatePolicy } from './sign-in-policy/commands';
import { createOidc, deleteConnection, updateOidc } from './sso/connections';
import { createDomain, deleteDomain, verifyDomain } from './sso/domains';
import { finishOidc } from './sso/oidc';
import { getSso, updatePolicy as updateSsoPolicy } from './sso/policy';
import { finishSaml, samlMetadata, takeSaml } from './sso/saml';
import { createSaml, updateSaml } from './sso/saml-connections';
import { start } from './sso/start';
import { createTeam, listTeams, removeTeam, updateTeam } from './teams/commands';

export const identityModule: Module = {
  name: 'identity',
  events: [
    'api_key.used',
    // Of the command line.
    ...['user.operator_granted', 'user.operator_revoked', 'user.second_factor_reset'],
  ],
  operations: [
    ...[register, login, loginSecond, logout, session, switchCompany, confirm],
    ...[getSecurity, startTotp, confirmTotp, removeTotp, renewCodes],
    ...[listPasskeys, offerPasskey, createPasskey, renamePasskey, removePasskey],
    ...[askPasskey, signInWithPasskey],
    ...[getPolicy, updatePolicy],
    ...[
      changePassword,
      requestReset,
      confirmReset,
      requestVerification,
      confirmVerification,
      updateProfile,
    ],
    ...[createCompany, getCompany, updateCompany, logo, setLogo, removeLogo],
    ...[listMembers, memberFactors, changeRole, removeMember, deactivateMember, reactivateMember],
    ...[endSessionsOfMember, endSessionsOfEverybody],
    ...[recordsOfMember, handOver, resendInvitation, createServiceAccount],
    ...[invite, listInvitations, revokeInvitation, previewInvitation, acceptInvitation],
    ...[createKey, listKeys, revokeKey, rotateKey],
    ...[listApps, createApp, updateApp, removeApp, listConnections, endConnection],
    ...[consent, decide, authorize, token, revoke, introspect],
    ...[listRates, createRate, updateRate, removeRate],
    ...[listSessions, endSession, endOtherSessions],
    ...[listRoles, createRole, updateRole, removeRole, assignRoles],
    ...[listTeams, createTeam, updateTeam, removeTeam],
    ...[listShares, createShare, removeShare, explainAccess],
    ...[getSso, updateSsoPolicy, createOidc, updateOidc, deleteConnection],
    ...[createDomain, verifyDomain, deleteDomain, start, finishOidc],
    ...[createSaml, updateSaml, takeSaml, finishSaml, samlMetadata],
    ...[createToken, deleteToken, mapGroup, serviceProviderConfig, resourceTypes, schemas],
    ...[listUsers, createUser, getUser, replaceUser, patchUser, deleteUser],
    ...[listGroups, createGroup, getGroup, replaceGroup, patchGroup, deleteGroup],
    mailbox,
  ],
  jobs: [cleanupTokensJob],
  schedules: [cleanupTokensSchedule],
};
