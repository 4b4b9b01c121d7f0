/** Keeping a file of one's own money: the person says where, the engine writes it. */
import type { Export } from '../../bindings/Export';
import { api } from '../../data/api';
import * as m from '../../messages';
import { toast } from '../../toasts.svelte';
import { attempt } from '../../undoable.svelte';

/** Asks where, under the name that is proposed, and says what was kept. Closing the question keeps nothing. */
export async function save(what: Export, name: string): Promise<void> {
  const kept = await attempt(api.saveExport({ what, name }));
  if (kept) toast(m.export_kept({ path: kept.path }));
}
