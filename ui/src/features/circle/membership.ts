/** Joining and leaving. Both need the network; leaving can be taken back while its notice is shown. */
import type { CircleCardView } from '../../bindings/CircleCardView';
import { api } from '../../data/api';
import { named } from '../../language.svelte';
import * as m from '../../messages';
import { toast } from '../../toasts.svelte';
import { attempt } from '../../undoable.svelte';

type Named = Pick<CircleCardView, 'id' | 'name' | 'name_zh'>;

export async function join(circle: Named): Promise<void> {
  const done = await attempt(api.join({ circle: circle.id }));
  if (done) toast(m.circle_joined_toast({ circle: named(circle.name, circle.name_zh) }));
}

export async function leave(circle: Named): Promise<void> {
  const done = await attempt(api.leave({ circle: circle.id }));
  if (!done) return;
  toast(m.circle_left({ circle: named(circle.name, circle.name_zh) }), {
    label: m.undo(),
    run: () => void attempt(api.join({ circle: circle.id })),
  });
}
