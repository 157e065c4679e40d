import { SsoSignIn } from '@/ui/auth/sso-sign-in';

export default function Page() {
  return <SsoSignIn />;
}
