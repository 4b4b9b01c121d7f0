import { expect, test } from 'vitest';
import type { Change } from '../bindings/Change';
import type { Queries, QueryName } from './api';
import { stales } from './stales';

const one = '01939e6a-5b2c-7d3e-8f4a-000000000001';
const two = '01939e6a-5b2c-7d3e-8f4a-000000000002';

const every: { [N in QueryName]: Queries[N]['args'] } = {
  session: null,
  devices: null,
  list_accounts: null,
  list_circles: { joined: true, query: '' },
  get_circle: { circle: one },
  members: { circle: one },
  get_gates: { circle: one },
  admissions: { circle: one },
  invitations: { circle: one },
  timeline: { feed: { kind: 'circle', circle: one }, from: null, limit: 30 },
  get_post: { post: one },
  get_draft: { post: one },
  list_drafts: null,
  get_tip: { tip: one },
  cancellable_tips: null,
  tippers: { post: one },
  get_transfer: { transfer: one },
  transfers: null,
  money_requests: null,
  transfer_receipt: { transfer: one },
  wallet: { before: null },
  payments: null,
  statement: { from: null, until: null, kinds: [], words: '', months: [], limit: 50 },
  receipt: { tip: one },
  earnings: { days: 30 },
  outbox: null,
  profile: { person: one },
  relations: null,
  settings: null,
  storage: null,
  standings: null,
  heirs: { circle: one },
  applications: null,
  console: null,
  operator_record: { person: one },
  finance: null,
  person_finance: { person: one },
  queue: { circle: one },
  appeals: { circle: one },
  moderation_log: { circle: one },
  member_list: { circle: one },
  known: null,
};

test('`all` stales every read', () => {
  for (const [query, args] of Object.entries(every))
    expect(stales({ kind: 'all' }, query as QueryName, args as never), query).toBe(true);
});

test.each<[Change, QueryName, boolean]>([
  [{ kind: 'timeline', id: one }, 'timeline', true],
  [{ kind: 'timeline', id: two }, 'timeline', false],
  [{ kind: 'timeline', id: one }, 'list_circles', true],
  [{ kind: 'post', id: one }, 'get_post', true],
  [{ kind: 'post', id: two }, 'get_post', false],
  [{ kind: 'post', id: two }, 'timeline', true],
  [{ kind: 'outbox' }, 'timeline', true],
  [{ kind: 'outbox' }, 'outbox', true],
  [{ kind: 'outbox' }, 'wallet', false],
  [{ kind: 'tip', id: one }, 'get_tip', true],
  [{ kind: 'tip', id: two }, 'get_tip', false],
  [{ kind: 'tip', id: two }, 'wallet', true],
  [{ kind: 'wallet' }, 'statement', true],
  [{ kind: 'outbox' }, 'statement', false],
  [{ kind: 'settings' }, 'settings', true],
  [{ kind: 'settings' }, 'timeline', false],
  [{ kind: 'session' }, 'session', true],
  [{ kind: 'person', id: one }, 'profile', true],
  [{ kind: 'person', id: two }, 'profile', false],
  [{ kind: 'relations' }, 'relations', true],
  [{ kind: 'person', id: two }, 'relations', true],
  [{ kind: 'relations' }, 'timeline', false],
  [{ kind: 'drafts' }, 'list_drafts', true],
])('%j and %s: %s', (change, query, expected) => {
  expect(stales(change, query, every[query] as never)).toBe(expected);
});

test('a change of any circle stales the home feed', () => {
  expect(stales({ kind: 'timeline', id: two }, 'timeline', { feed: { kind: 'home' }, from: null, limit: 30 })).toBe(
    true,
  );
});
