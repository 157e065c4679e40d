import { redirect } from 'next/navigation';
import { SignUpForm } from '@/ui/auth/sign-up-form';
import { readSession } from '../../session';

export default async function Page() {
  if (await readSession()) redirect('/');
  return <SignUpForm />;
}
