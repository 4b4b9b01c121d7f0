/** What oneself reported since the app was opened: it is out of sight, and whoever looks for it is told why. */
import { SvelteSet } from 'svelte/reactivity';

export const reported = new SvelteSet<string>();
