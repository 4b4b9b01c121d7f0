/**
 * Which reads a change makes stale. Promises: too much rather than too little. Does not: look at any content; a change
 * carries ids only.
 */
import type { Change } from '../bindings/Change';
import type { Queries, QueryName } from './api';

type Stale = { [N in QueryName]: (change: Change, args: Queries[N]['args']) => boolean };

const kinds =
  (...wanted: Change['kind'][]) =>
  (change: Change) =>
    wanted.includes(change.kind);

const ofCircle = (change: Change, { circle }: { circle: string }) =>
  change.kind === 'circles' || (change.kind === 'circle' && change.id === circle);

const stale: Stale = {
  session: kinds('session'),
  devices: kinds('session'),
  list_accounts: kinds('session', 'outbox', 'person'),
  list_circles: kinds('circles', 'circle', 'timeline', 'session'),
  get_circle: (change, { circle }) =>
    change.kind === 'circles' || change.kind === 'session' || (change.kind === 'circle' && change.id === circle),
  // Asked of the server each time: a change of the circle is the sign that there is something new to hear.
  members: ofCircle,
  get_gates: ofCircle,
  admissions: ofCircle,
  invitations: ofCircle,
  timeline(change, { feed }) {
    switch (change.kind) {
      // A feed shows names, faces, counts and what waits, so most things can alter it.
      case 'post':
      case 'person':
      case 'outbox':
      case 'circles':
        return true;
      case 'circle':
      case 'timeline':
        return feed.kind !== 'circle' || feed.circle === change.id;
      case 'session':
      case 'relations':
      case 'drafts':
      case 'wallet':
      case 'tip':
      case 'transfer':
      case 'settings':
      case 'sheets':
      case 'all':
        return false;
    }
  },
  get_post: (change, { post }) =>
    (change.kind === 'post' && change.id === post) ||
    // The post's circle is not known here; circles change seldom.
    kinds('circle', 'circles', 'timeline', 'person', 'outbox')(change),
  get_draft: kinds('drafts'),
  list_drafts: kinds('drafts'),
  get_tip: (change, { tip }) => change.kind === 'tip' && change.id === tip,
  cancellable_tips: kinds('tip', 'session'),
  get_transfer: (change, { transfer }) => change.kind === 'transfer' && change.id === transfer,
  transfers: kinds('wallet', 'transfer', 'session'),
  money_requests: kinds('wallet', 'transfer', 'session', 'relations'),
  transfer_receipt: (change, { transfer }) =>
    kinds('wallet', 'person')(change) || (change.kind === 'transfer' && change.id === transfer),
  tippers: (change, { post }) => change.kind === 'post' && change.id === post,
  wallet: kinds('wallet', 'tip', 'transfer', 'session'),
  payments: kinds('wallet', 'sheets', 'session'),
  receipt: (change, { tip }) => kinds('wallet', 'person')(change) || (change.kind === 'tip' && change.id === tip),
  earnings: kinds('wallet', 'circles'),
  statement: kinds('wallet', 'person', 'circles', 'circle'),
  outbox: kinds('outbox'),
  profile: (change, { person }) =>
    change.kind === 'circles' ||
    (change.kind === 'person' && (person === null || change.id === person)) ||
    (change.kind === 'session' && person === null),
  relations: kinds('relations', 'person', 'session'),
  settings: kinds('settings'),
  known: kinds('session', 'circles'),
  storage: kinds('outbox', 'drafts'),
  standings: kinds('sheets'),
  applications: kinds('sheets'),
  // Asked of the server each time: the console that was read again is the sign that something was done.
  heirs: kinds('sheets'),
  console: kinds('sheets'),
  // Asked of the server each time.
  operator_record: (change, { person }) => change.kind === 'person' && change.id === person,
  finance: kinds('sheets'),
  // Asked of the server each time: the books that were read again are the sign that something was done.
  person_finance: kinds('sheets'),
  queue: kinds('sheets'),
  appeals: kinds('sheets'),
  moderation_log: kinds('sheets'),
  member_list: kinds('sheets'),
};

/** Whether `query` with `args` has to be read again after `change`. */
export function stales<N extends QueryName>(change: Change, query: N, args: Queries[N]['args']): boolean {
  return change.kind === 'all' || stale[query](change, args);
}
