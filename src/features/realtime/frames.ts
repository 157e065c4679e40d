import type { Notice } from '@/core/run/notices';
import type { PersonalNews } from '@/core/run/personal';
import { newId } from '@/platform/ids';

/** What a reader is told of a notice. */
export type Told = Omit<Notice, 'company_id' | 'user_id'>;

const encoder = new TextEncoder();

/** An event of a stream; JSON never holds a line break. */
const frame = (lines: string): Uint8Array => encoder.encode(`${lines}\n\n`);

/** `id` is null when the notice is about no record, or about many. */
export const noticeFrame = ({
  event_id: event,
  object,
  record_id: id,
  version,
  name,
  request_id,
}: Told) =>
  frame(`id: ${event}\ndata: ${JSON.stringify({ event, object, id, version, name, request_id })}`);

/** Who looks at a record now. */
export const presenceFrame = (data: unknown): Uint8Array =>
  frame(`event: presence\ndata: ${JSON.stringify(data)}`);

/** Something for one person. */
export const personalFrame = ({ event, data }: PersonalNews): Uint8Array =>
  frame(`event: ${event}\ndata: ${JSON.stringify(data)}`);

/** What the reader may do has changed; the stream ends with it. */
export const rightsFrame = (): Uint8Array => frame('event: rights\ndata: {}');

/** Notices are missing: read everything again. From here on the stream is whole. */
export const resyncFrame = (): Uint8Array => frame(`id: ${newId()}\nevent: resync\ndata: {}`);

/** Says that the connection lives, and moves the place to go on from. */
export const heartbeat = (): Uint8Array => frame(`:\nid: ${newId()}`);

/** The first words: how long to wait before connecting again, ms. Not the same for everybody, or all would come at once. */
export const greeting = (): Uint8Array =>
  frame(`retry: ${1000 + Math.floor(Math.random() * 2000)}\nid: ${newId()}`);
