/** Requests of this page that changed something, so that what the stream tells of them is known to be one's own. */
const known = new Set<string>();
const most = 500;
let underWay = 0;
let first: string | null = null;

/** A change was sent; call what it returns with the answer's request id, or null when there was none. */
export function changing(): (request_id: string | null) => void {
  underWay += 1;
  return (request_id) => {
    underWay -= 1;
    if (request_id === null) return;
    known.add(request_id);
    const [oldest] = known;
    if (known.size > most && oldest) known.delete(oldest);
  };
}

/** Notes the first answer of this page: what happened from then on is not in it. */
export function answered(request_id: string): void {
  first ??= request_id;
}

export const ownRequests = {
  has: (request_id: string): boolean => known.has(request_id),
  /** Changes that were not answered yet, whose ids are not known yet. */
  underWay: (): boolean => underWay > 0,
  first: (): string | null => first,
};
