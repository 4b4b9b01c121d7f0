/** A blurred picture from the thirty bytes that travel with a post, shown until the photograph is there. */
import { thumbHashToDataURL } from 'thumbhash';

const drawn = new Map<string, string>();
const KEPT = 400;

/** A CSS `background-image`; nothing for an empty or damaged hash. */
export function blur(thumbhash: string): string | undefined {
  if (thumbhash === '') return undefined;
  let image = drawn.get(thumbhash);
  if (image === undefined) {
    try {
      const bytes = Uint8Array.from(atob(thumbhash), (c) => c.charCodeAt(0));
      image = `url("${thumbHashToDataURL(bytes)}")`;
    } catch {
      image = '';
    }
    if (drawn.size >= KEPT) drawn.clear();
    drawn.set(thumbhash, image);
  }
  return image || undefined;
}
