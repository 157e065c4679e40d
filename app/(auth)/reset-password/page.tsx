import { ResetPasswordForm } from '@/ui/auth/reset-password-form';

export default function Page() {
  return <ResetPasswordForm />;
}
