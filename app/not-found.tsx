import { MissingPage } from '@/ui/shell/rare-pages';

export default function NotFound() {
  return <MissingPage />;
}
