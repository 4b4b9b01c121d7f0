/** What was decided about oneself, in a line. */
import type { Statement } from '../../bindings/Statement';
import { named } from '../../language.svelte';
import * as m from '../../messages';

export function titleOf(statement: Statement): string {
  const circle = named(statement.circle_name, statement.circle_name_zh);
  if (statement.kind === 'mute') return m.standings_muted({ circle });
  if (statement.kind === 'ban') return m.standings_banned({ circle });
  return statement.subject?.kind === 'comment'
    ? m.standings_removed_comment({ circle })
    : m.standings_removed_post({ circle });
}

/** The same as news: once an appeal is decided, that is what is new. */
export function newsOf(statement: Statement): string {
  const circle = named(statement.circle_name, statement.circle_name_zh);
  if (statement.appeal?.state === 'accepted') return m.news_appeal_accepted({ circle });
  if (statement.appeal?.state === 'refused') return m.news_appeal_refused({ circle });
  return titleOf(statement);
}
