import { navigate } from '@/ui/shell/navigation';
import { linkTo } from './links';

/** Opens the form of a call: with the record on screen, else by itself. */
export function logCall(): void {
  const [object = '', page] = window.location.pathname.split('/').filter(Boolean);
  const record = page ?? new URLSearchParams(window.location.search).get('open');
  const isCallable = record && linkTo('activities', object);
  navigate(isCallable ? `/${object}/${record}?log=call` : '/activities?new=1&kind=call');
}
