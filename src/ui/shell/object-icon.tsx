import {
  BookOpen,
  Box,
  Building2,
  CalendarCheck,
  CircleDollarSign,
  FileText,
  ListTodo,
  type LucideIcon,
  Package,
  Phone,
  Sprout,
  StickyNote,
  UserRound,
} from 'lucide-react';

/** Icons that object definitions may name; imported one by one so that no page carries the whole set. */
const icons: Readonly<Record<string, LucideIcon>> = {
  'user-round': UserRound,
  'building-2': Building2,
  'circle-dollar-sign': CircleDollarSign,
  'calendar-check': CalendarCheck,
  'file-text': FileText,
  'list-todo': ListTodo,
  'sticky-note': StickyNote,
  package: Package,
  phone: Phone,
  'book-open': BookOpen,
  sprout: Sprout,
};

/** The icon of an object, by the lucide name in its definition; a box when it is not in the set. */
export function ObjectIcon({ name, className }: { name: string; className?: string }) {
  const Icon = icons[name] ?? Box;
  return <Icon aria-hidden {...(className ? { className } : {})} />;
}
