import { ForgotPasswordForm } from '@/ui/auth/forgot-password-form';

export default function Page() {
  return <ForgotPasswordForm />;
}
