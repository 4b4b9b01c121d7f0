/**
 * Which stretch of a timeline a feed holds. Pure. It begins at a fixed post, so that new ones never push what is being
 * read; it grows downwards, and slides when it is as long as a window may be.
 */
import type { Position } from '../../bindings/Position';
import type { TimelineItem } from '../../bindings/TimelineItem';

export const FIRST = 30;
export const STEP = 40;
export const LONGEST = 500;
/** Rows that are let go at the top when the stretch slides. */
export const SLIDE = 240;

export interface Span {
  /** The first post; `null` for the newest there is. */
  from: Position | null;
  limit: number;
  /** Beginnings that were slid away from, the youngest first. */
  above: Position[];
}

export const newest = (): Span => ({ from: null, limit: FIRST, above: [] });

/** A name for a row that stays the same for as long as the row is there. */
export const keyOf = (item: TimelineItem): string => (item.kind === 'post' ? item.post.id : `gap:${item.id}`);

/** Fixed at its top, so that what comes later is counted instead of shown. */
export const pin = (span: Span, top: Position | null): Span =>
  span.from === null && top !== null ? { ...span, from: top } : span;

/** Further down. */
export function down(span: Span, items: TimelineItem[]): Span {
  if (span.limit < LONGEST) return { ...span, limit: Math.min(LONGEST, span.limit + STEP) };
  // A row that waits in the outbox has no place of its own yet.
  const row = items.slice(SLIDE).find((item) => item.kind === 'post' && item.post.delivery.state === 'sent');
  if (row?.kind !== 'post' || span.from === null) return span;
  return {
    from: { accepted_at: row.post.accepted_at, id: row.post.id },
    limit: LONGEST,
    above: [...span.above, span.from],
  };
}

/** Back up, to where it slid from. */
export const up = (span: Span): Span =>
  span.above.length > 0 ? { ...span, from: span.above.at(-1) ?? null, above: span.above.slice(0, -1) } : span;

/** Whether a circle of which nothing was read yet stands before the first post that arrived. */
export const unread = (items: TimelineItem[]): boolean =>
  items.find((item) => item.kind === 'gap' || item.post.delivery.state === 'sent')?.kind === 'gap';

/** How many rows were put before what stood first; 0 when it is gone or still first. */
export function prepended(before: TimelineItem[], after: TimelineItem[]): number {
  const [first] = before;
  if (!first) return 0;
  const key = keyOf(first);
  return Math.max(
    0,
    after.findIndex((item) => keyOf(item) === key),
  );
}

/** How many rows went away at the top; 0 when what stands first now was not there before. */
export const dropped = (before: TimelineItem[], after: TimelineItem[]): number => prepended(after, before);

/**
 * Whether something of one's own has arrived and is now above the stretch, out of sight: what waited here before, or
 * was `posted` and never had to wait.
 */
export function ownArrived(
  before: TimelineItem[],
  after: TimelineItem[],
  newer: number,
  posted: readonly string[] = [],
): boolean {
  if (newer === 0) return false;
  const present = new Set(after.map(keyOf));
  if (posted.some((post) => !present.has(post))) return true;
  return before.some(
    (item) => item.kind === 'post' && item.post.delivery.state !== 'sent' && !present.has(keyOf(item)),
  );
}
