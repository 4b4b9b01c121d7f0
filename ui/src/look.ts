/** Theme, language and text size: applied now, and kept for `public/boot.js` to apply before the next first paint. */
import type { SettingsView } from './bindings/SettingsView';
import { hideAmounts } from './hidden.svelte';
import { speak } from './language.svelte';

const KEPT = 'circles.look';
const dark = window.matchMedia('(prefers-color-scheme: dark)');
let theme: SettingsView['theme'] = 'system';

function paint(): void {
  document.documentElement.dataset.theme = theme === 'system' ? (dark.matches ? 'dark' : 'light') : theme;
}
dark.addEventListener('change', paint);

function kept(): Record<string, unknown> {
  try {
    return JSON.parse(localStorage.getItem(KEPT) ?? '{}') as Record<string, unknown>;
  } catch {
    // A damaged entry is replaced by the next one.
    return {};
  }
}
/** What is kept, with this part changed. */
export function keep(part: Record<string, unknown>): void {
  try {
    localStorage.setItem(KEPT, JSON.stringify({ ...kept(), ...part }));
  } catch {
    // Without storage the next start flashes once; nothing else is lost.
  }
}

/** Shows the app as the settings say. */
export function look(settings: SettingsView): void {
  theme = settings.theme;
  paint();
  speak(settings.language);
  hideAmounts(settings.hide_amounts);
  keep({ theme: settings.theme, language: settings.language });
}
