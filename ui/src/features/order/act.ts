/** Doing one thing to keep order. The id is minted when the form opens, so that pressing twice does it once. */
import type { Deed } from '../../bindings/Deed';
import { api } from '../../data/api';
import { toast } from '../../toasts.svelte';
import { attempt } from '../../undoable.svelte';
import { doneWords } from './words';

/** Whether it was done. What came of it is said in a notice. */
export async function act(circle: string, deed: Deed, id?: string): Promise<boolean> {
  const minted = id ?? (await api.newId()).id;
  const done = await attempt(api.act({ circle, id: minted, deed }));
  const said = done && doneWords(done.kind);
  if (said) toast(said);
  return done !== undefined;
}
