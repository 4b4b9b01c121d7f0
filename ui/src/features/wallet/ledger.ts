/** Entries of the wallet, in the groups in which they are read. Pure. */
import type { EntryView } from '../../bindings/EntryView';
import { sameMonth } from './statement';

export interface Day {
  /** Of the first entry: what the day is called comes from its time. */
  at: string;
  entries: EntryView[];
}

export interface Month {
  /** Of the first entry. */
  at: string;
  days: Day[];
}

/** Newest first, by the months and days of this device's calendar. */
export function months(entries: EntryView[]): Month[] {
  const found: Month[] = [];
  for (const view of entries) {
    const at = view.entry.booked_at;
    let month = found[found.length - 1];
    if (!month || !sameMonth(month.at, at)) found.push((month = { at, days: [] }));
    let day = month.days[month.days.length - 1];
    const sameDay = day && new Date(day.at).toDateString() === new Date(at).toDateString();
    if (!day || !sameDay) month.days.push((day = { at, entries: [] }));
    day.entries.push(view);
  }
  return found;
}
