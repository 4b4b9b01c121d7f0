/** How wide the window is, in the four steps of the design. */
export type Size = 'phone' | 'icons' | 'two' | 'three';

const wide = (least: number) => window.matchMedia(`(min-width: ${least}px)`).matches;
function measure(): Size {
  // Beside one another stands what has room for its words; the phone's shell is a matter of the window alone.
  const text = Math.max(1, Number.parseFloat(getComputedStyle(document.documentElement).fontSize) / 16 || 1);
  return wide(1240 * text) ? 'three' : wide(960 * text) ? 'two' : wide(640) ? 'icons' : 'phone';
}

let present = $state(measure());
window.addEventListener('resize', () => (present = measure()));

export const size = (): Size => present;
