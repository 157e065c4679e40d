import { Unsubscribe } from '@/ui/auth/unsubscribe';

export default function Page() {
  return <Unsubscribe />;
}
