import { Invitation } from '@/ui/auth/invitation';

export default function Page() {
  return <Invitation />;
}
