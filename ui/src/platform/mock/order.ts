/** Keeping order in the mock: a queue, a log, members, and how oneself stands. */
import type { ActKind } from '../../bindings/ActKind';
import type { Commands } from '../../data/api';
import * as first from './cases';
import { minutesAgo } from './make';
import { mint, refused, scenario, state, tell } from './state';

type Answers = { [N in keyof Commands]: (args: Commands[N]['args']) => Commands[N]['result'] };

let { cases, proposals, appeals, statements, reports } = first;
const { lines, members, rule } = first;
const sheet = <T>(read: T) => ({ read, as_of: minutesAgo(0) });
const moved = () => tell({ kind: 'sheets' });

export const order = {
  standings: () => sheet({ standings: [], statements, reports }),
  queue: () => sheet({ cases, proposals, appeals: appeals.length }),
  appeals: () => sheet({ appeals }),
  moderation_log: () => sheet({ lines: scenario === 'empty' ? [] : lines, more: false }),
  member_list: () => sheet({ members }),
  new_id: () => ({ id: mint() }),
  load_sheet() {
    if (scenario === 'broken') throw refused('server_trouble');
    return null;
  },
  act({ deed }) {
    const kind: ActKind = deed.kind === 'ban' ? 'propose' : deed.kind;
    if ('subject' in deed) cases = cases.filter((one) => one.subject.id !== deed.subject.id);
    if (deed.kind === 'remove' && deed.subject.kind === 'post') {
      const gone = state.posts.find((post) => post.id === deed.subject.id);
      if (gone) Object.assign(gone, { removed: rule, text: '', attachments: [], may_report: false, may_remove: false });
      tell({ kind: 'all' });
    }
    moved();
    return { kind };
  },
  second({ id: proposed, agree }) {
    proposals = proposals.filter((one) => one.id !== proposed);
    moved();
    return { kind: agree ? 'ban' : 'decline' };
  },
  report({ subject }) {
    const hidden = state.posts.findIndex((post) => post.id === subject.id);
    if (hidden >= 0) state.posts.splice(hidden, 1);
    tell({ kind: 'all' });
    return null;
  },
  hear_statement({ act }) {
    statements = statements.map((one) => (one.act === act ? { ...one, heard: true } : one));
    moved();
    return null;
  },
  hear_report({ report }) {
    reports = reports.map((one) => (one.id === report ? { ...one, heard: true } : one));
    moved();
    return null;
  },
  appeal({ id: appeal, act, text }) {
    const at = minutesAgo(0);
    statements = statements.map((one) =>
      one.act === act ? { ...one, appeal: { id: appeal, act, text, state: 'open', answer: '', at } } : one,
    );
    moved();
    return null;
  },
  decide_appeal({ id: decided }) {
    appeals = appeals.filter((one) => one.appeal.id !== decided);
    moved();
    return null;
  },
  give_role({ person: whom, role }) {
    const found = members.find((one) => one.person.id === whom);
    if (found) found.role = role;
    moved();
    return null;
  },
} satisfies Partial<Answers>;
