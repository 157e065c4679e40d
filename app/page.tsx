import { redirect } from 'next/navigation';
import { readSession } from './session';

/** Where one arrives. */
export default async function Arrival() {
  redirect((await readSession()) ? '/home' : '/sign-in');
}
