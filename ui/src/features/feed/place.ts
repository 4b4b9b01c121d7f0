/** Where the reader was in a feed, kept over back and over a restart. Does not: hold any content. */
import { LONGEST, type Span } from './span';

export interface Place extends Span {
  /** The row at the upper edge. */
  key: string;
  /** Pixels of it that were above the edge. */
  offset: number;
}

const name = (feed: string) => `circles.place.${feed}`;

export function keepPlace(feed: string, place: Place): void {
  try {
    localStorage.setItem(name(feed), JSON.stringify(place));
  } catch {
    // A full storage loses the place, not the feed.
  }
}

export function forgetPlace(feed: string): void {
  try {
    localStorage.removeItem(name(feed));
  } catch {
    // As above.
  }
}

export function keptPlace(feed: string): Place | undefined {
  try {
    const place = JSON.parse(localStorage.getItem(name(feed)) ?? 'null') as Place | null;
    const whole =
      place !== null &&
      typeof place.key === 'string' &&
      Number.isFinite(place.offset) &&
      Number.isInteger(place.limit) &&
      place.limit > 0 &&
      place.limit <= LONGEST &&
      Array.isArray(place.above);
    return whole ? place : undefined;
  } catch {
    return undefined;
  }
}
