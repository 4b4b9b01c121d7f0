/** Theme and language: applied now, and kept for `public/boot.js` to apply before the next first paint. */
import type { SettingsView } from './bindings/SettingsView';
import { speak } from './language.svelte';

const dark = window.matchMedia('(prefers-color-scheme: dark)');
let theme: SettingsView['theme'] = 'system';

function paint(): void {
  document.documentElement.dataset.theme = theme === 'system' ? (dark.matches ? 'dark' : 'light') : theme;
}
dark.addEventListener('change', paint);

/** Shows the app as the settings say. */
export function look(settings: SettingsView): void {
  theme = settings.theme;
  paint();
  speak(settings.language);
  try {
    localStorage.setItem('circles.look', JSON.stringify({ theme: settings.theme, language: settings.language }));
  } catch {
    // Without storage the next start flashes once; nothing else is lost.
  }
}
