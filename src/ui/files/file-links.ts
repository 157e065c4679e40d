import { apiUrl } from '@/ui/data/api';
import type { RecordData } from '@/ui/data/types';

/** What the API serves to be shown; everything else is only saved. */
const shownTypes = /^(?:image\/(?:png|jpeg|gif|webp|avif)|application\/pdf)$/;

export const canBeShown = (file: RecordData): boolean => shownTypes.test(String(file.content_type));

export const isImage = (file: RecordData): boolean =>
  canBeShown(file) && String(file.content_type).startsWith('image/');

export const saveUrl = (file: { id: string }): string => apiUrl(`/files/${file.id}/content`);
export const showUrl = (file: { id: string }): string =>
  apiUrl(`/files/${file.id}/content`, { inline: 1 });
