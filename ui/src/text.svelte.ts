/**
 * How large text is on this device, in percent of what the system says. It is the size of the root, which every size of
 * type and of what holds type is a share of. `public/boot.js` sets it before the first paint.
 */
import { keep } from './look';

/** What can be chosen. */
export const TEXT_SIZES = [100, 115, 130, 150, 200];

const root = document.documentElement;
let present = $state(Number.parseFloat(root.style.fontSize) || 100);

/** The text size now, in percent. */
export const textSize = (): number => present;

/** From now on text is this large, in percent. */
export function chooseText(percent: number): void {
  present = percent;
  root.style.fontSize = `${percent}%`;
  keep({ text: percent });
  // To the words the window has become narrower or wider.
  window.dispatchEvent(new Event('resize'));
}
