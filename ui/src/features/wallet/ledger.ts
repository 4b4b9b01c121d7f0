/** Entries of the wallet, in the order and groups in which they are read. Pure. */
import type { Entry } from '../../bindings/Entry';

export interface Day {
  /** Of the first entry: what the day is called comes from its time. */
  at: string;
  entries: Entry[];
  in: bigint;
  out: bigint;
}

/** The newest page and the older ones that were asked for, each entry once, newest first. */
export function merge(newest: Entry[], older: Entry[]): Entry[] {
  const bySeq = new Map([...older, ...newest].map((entry) => [entry.seq, entry]));
  return [...bySeq.values()].sort((a, b) => b.seq - a.seq);
}

/** By the days of this device's calendar. */
export function days(entries: Entry[]): Day[] {
  const found: Day[] = [];
  let name = '';
  for (const entry of entries) {
    const day = new Date(entry.booked_at).toDateString();
    if (day !== name) found.push({ at: entry.booked_at, entries: [], in: 0n, out: 0n });
    name = day;
    const last = found[found.length - 1];
    if (!last) continue;
    last.entries.push(entry);
    const amount = BigInt(entry.amount.amount);
    if (amount > 0n) last.in += amount;
    else last.out += amount;
  }
  return found;
}
