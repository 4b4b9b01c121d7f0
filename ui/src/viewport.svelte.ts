/** How wide the window is, in the four steps of the design. */
export type Size = 'phone' | 'icons' | 'two' | 'three';

const steps: [Size, MediaQueryList][] = [
  ['three', window.matchMedia('(min-width: 1240px)')],
  ['two', window.matchMedia('(min-width: 960px)')],
  ['icons', window.matchMedia('(min-width: 640px)')],
];
const measure = (): Size => steps.find(([, query]) => query.matches)?.[0] ?? 'phone';

let present = $state<Size>(measure());
for (const [, query] of steps) query.addEventListener('change', () => (present = measure()));

export const size = (): Size => present;
