import { VerifyEmail } from '@/ui/auth/verify-email';

export default function Page() {
  return <VerifyEmail />;
}
