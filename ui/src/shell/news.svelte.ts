/**
 * What is told wherever one is, one thing at a time: a decision about oneself that was not looked at yet, a circle that
 * is offered to oneself, what came of a report. Does not: tell the whole of it; it leads to the page that does.
 */
import type { AppData } from '../data/app.svelte';
import { newsOf } from '../features/standings/words';
import { named } from '../language.svelte';
import * as m from '../messages';
import { href } from '../routes';

export interface News {
  kind: 'decided' | 'offered' | 'reported';
  text: string;
  see: string;
  to: string;
}

/** In the order in which it is told. */
export function news({ standings, joined, session }: Pick<AppData, 'standings' | 'joined' | 'session'>): News[] {
  const read = standings.value?.read;
  const me = session.value?.me?.byline.id;
  const to = href({ page: 'standings' });
  const decided = (read?.statements ?? [])
    .filter(({ heard }) => !heard)
    .map((one): News => ({ kind: 'decided', text: newsOf(one), see: m.removed_own(), to }));
  const offered = (joined.value?.circles ?? [])
    .filter(({ handover }) => handover !== null && handover.to.id === me)
    .map(({ id, name, name_zh }): News => ({
      kind: 'offered',
      text: m.news_offered({ circle: named(name, name_zh) }),
      see: m.news_offered_see(),
      to: href({ page: 'circle', id }),
    }));
  const reported = (read?.reports ?? [])
    .filter(({ state, heard }) => state !== 'open' && !heard)
    .map((): News => ({ kind: 'reported', text: m.news_reported(), see: m.news_reported_see(), to }));
  return [...decided, ...offered, ...reported];
}
