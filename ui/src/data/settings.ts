/** Changing settings: one part after another, each laid over what is kept by then, so that none undoes another. */
import type { SettingsView } from '../bindings/SettingsView';
import { api } from './api';

let saving: Promise<unknown> = Promise.resolve();

/** Keeps these settings and leaves the others as they are. Rejects as the shell does. */
export function saveSettings(part: Partial<SettingsView>): Promise<unknown> {
  const done = saving.then(async () => api.saveSettings({ settings: { ...(await api.settings()), ...part } }));
  saving = done.catch(() => undefined);
  return done;
}
