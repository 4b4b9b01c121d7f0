/** Joining and leaving. Both need the network; leaving can be taken back while its notice is shown. */
import type { CircleCardView } from '../../bindings/CircleCardView';
import { api } from '../../data/api';
import { named } from '../../language.svelte';
import * as m from '../../messages';
import { toast } from '../../toasts.svelte';
import { attempt } from '../../undoable.svelte';

type Named = Pick<CircleCardView, 'id' | 'name' | 'name_zh'>;

/** What goes with joining, where the circle asks for it. */
export interface With {
  note?: string;
  invitation?: string;
  /** The version of the rules that was shown; joining accepts it. */
  rules?: number;
}

const args = (circle: string, given: With) => ({
  circle,
  rules_version: given.rules ?? null,
  note: given.note ?? null,
  invitation: given.invitation ?? null,
});

/** Joins or asks; what goes wrong is for the caller to show. */
export async function enter(circle: Named, given: With = {}): Promise<void> {
  const { card } = await api.join(args(circle.id, given));
  const name = { circle: named(circle.name, circle.name_zh) };
  toast(card.admission?.state === 'pending' ? m.circle_asked_toast(name) : m.circle_joined_toast(name));
}

/** Joins where nothing more is asked for. */
export async function join(circle: Named): Promise<void> {
  await attempt(enter(circle));
}

export async function leave(circle: Named): Promise<void> {
  const done = await attempt(api.leave({ circle: circle.id }));
  if (!done) return;
  toast(m.circle_left({ circle: named(circle.name, circle.name_zh) }), {
    label: m.undo(),
    run: () => void attempt(api.join(args(circle.id, {}))),
  });
}
