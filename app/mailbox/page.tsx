import { Mailbox } from '@/ui/auth/mailbox';

export default function Page() {
  return <Mailbox />;
}
