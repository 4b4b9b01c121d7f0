/** What is looked for in the statement, as the engine is asked for it. Pure. */
import type { EntryKind } from '../../bindings/EntryKind';

export const GROUPS = ['all', 'received', 'sent', 'returned', 'topped_up', 'cashed_out', 'other'] as const;
export type Group = (typeof GROUPS)[number];

/** Every kind has its place: a new one does not compile until it has. */
const groupOf: Record<EntryKind, Exclude<Group, 'all'>> = {
  top_up: 'topped_up',
  tip_sent: 'sent',
  tip_received: 'received',
  tip_returned: 'returned',
  tip_sent_back: 'returned',
  transfer_sent: 'sent',
  transfer_received: 'received',
  transfer_returned: 'returned',
  owed: 'other',
  repaid: 'other',
  cash_out: 'cashed_out',
  cash_out_returned: 'cashed_out',
  adjusted: 'other',
  unknown: 'other',
};

/** The kinds of a group; none asks for all. */
export const kindsOf = (group: Group): EntryKind[] =>
  group === 'all' ? [] : (Object.keys(groupOf) as EntryKind[]).filter((kind) => groupOf[kind] === group);

/** Ten years of months: who looks further back sees them as one. */
const MONTHS = 120;

/** Where the months of this device's calendar begin, oldest first, up to the present one. */
export function monthStarts(now: number): string[] {
  const today = new Date(now);
  return Array.from({ length: MONTHS }, (_, n) =>
    new Date(today.getFullYear(), today.getMonth() - (MONTHS - 1 - n), 1).toISOString(),
  );
}

/** The month that begins at `from`, as the engine is asked for it; all of time without one. */
export function within(from: string): { from: string | null; until: string | null } {
  if (from === '') return { from: null, until: null };
  const start = new Date(from);
  return {
    from: start.toISOString(),
    until: new Date(start.getFullYear(), start.getMonth() + 1, 1).toISOString(),
  };
}

/** Whether two instants lie in one month of this device's calendar. */
export function sameMonth(a: string, b: string): boolean {
  const [one, other] = [new Date(a), new Date(b)];
  return one.getFullYear() === other.getFullYear() && one.getMonth() === other.getMonth();
}
