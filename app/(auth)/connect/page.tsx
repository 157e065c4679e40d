import { ConnectApp } from '@/ui/auth/connect-app';

export default function Page() {
  return <ConnectApp />;
}
