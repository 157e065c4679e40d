import { redirect } from 'next/navigation';
import { SignInForm } from '@/ui/auth/sign-in-form';
import { readSession } from '../../session';

export default async function Page() {
  if (await readSession()) redirect('/');
  return <SignInForm />;
}
