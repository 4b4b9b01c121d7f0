/** Where the reader was in a feed, kept over back and over a restart. Does not: hold any content. */
import { LONGEST, type Span } from './span';

export interface Place extends Span {
  /** The row at the upper edge. */
  key: string;
  /** Pixels of it that were above the edge. */
  offset: number;
}

const KEEP_MS = 200;
const name = (feed: string) => `circles.place.${feed}`;

/** Another account has places of its own. */
export const forgetPlaces = (): void =>
  Object.keys(localStorage)
    .filter((key) => key.startsWith(name('')))
    .forEach((key) => localStorage.removeItem(key));

export function keepPlace(feed: string, place: Place): void {
  try {
    localStorage.setItem(name(feed), JSON.stringify(place));
  } catch {
    // A full storage loses the place, not the feed.
  }
}

/** Notes a place that changes with every pixel a few times a second. */
export class PlaceKeeper {
  #place: Place | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(readonly feed: string) {}

  keep(place: Place): void {
    this.#place = place;
    this.#timer ??= setTimeout(this.now, KEEP_MS);
  }

  /** What it began with is no longer first. */
  forget(): void {
    clearTimeout(this.#timer);
    this.#timer = this.#place = undefined;
    localStorage.removeItem(name(this.feed));
  }

  /** At once: the page goes away. */
  readonly now = (): void => {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#place) keepPlace(this.feed, this.#place);
  };
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
