/** The statement of the mock: entries of two months, and what is looked for among them. */
import type { Entry } from '../../bindings/Entry';
import type { EntryKind } from '../../bindings/EntryKind';
import type { EntryNote } from '../../bindings/EntryNote';
import type { EntryView } from '../../bindings/EntryView';
import type { Money } from '../../bindings/Money';
import type { StatementFault } from '../../bindings/StatementFault';
import type { Commands } from '../../data/api';
import { minutesAgo } from './make';
import { mint, refused, scenario, state, tell } from './state';

type Answers = { [N in keyof Commands]: (args: Commands[N]['args']) => Commands[N]['result'] };

const fen = (n: number): Money => ({ amount: String(n), currency: 'CNY' });
const DAY_MIN = 1_440;

const others = state.posts.filter((one) => !one.own);
const own = state.posts.filter((one) => one.own);
/** Oldest first: kind, fen, minutes ago. */
const moves: [EntryKind, number, number][] = [
  ['top_up', 13_172, 40 * DAY_MIN],
  ['tip_received', 188, 38 * DAY_MIN],
  ['tip_sent', -520, 36 * DAY_MIN],
  ['tip_returned', 520, 35 * DAY_MIN],
  ['tip_received', 88, 12 * DAY_MIN],
  ['tip_received', 2_000, 11 * DAY_MIN],
  ['tip_sent_back', -88, 10 * DAY_MIN],
  ['tip_sent', -188, 3 * DAY_MIN],
  ['tip_received', 188, 1_500],
  ['tip_sent', -88, 240],
  ['tip_sent', -520, 60],
];

// Scenario `adjusted`: operators brought some of it about.
if (scenario === 'adjusted') moves.push(['adjusted', 1_250, 30]);

/** As somebody reads whose tip a parent had refunded. */
const refundNote: EntryNote = {
  kind: 'refunded',
  reason: 'A parent asked for what their child gave.',
  reference: 'letter of 3 March',
};
const RECEIPT = {
  journal: mint(),
  proposal: mint(),
  person: state.session.me?.byline.id ?? '',
  amount: fen(1_250),
  reference: 'case 4417',
  reason: 'A top-up was missing after the outage of 2 November.',
  booked_at: minutesAgo(30),
  key_id: '9f86d081884c7d65',
};
const adjusted: EntryNote = { kind: 'adjusted', signed: { receipt: RECEIPT, signature: 'bW9jaw' } };
const noteOf = (kind: EntryKind): EntryNote | null =>
  kind === 'tip_returned'
    ? refundNote
    : kind === 'tip_sent_back'
      ? { kind: 'taken_back' }
      : kind === 'adjusted'
        ? adjusted
        : null;

if (others.length > 0) {
  let balance = 0;
  state.entries = moves
    .map(([kind, amount, minutes], n): Entry => {
      balance += amount;
      const about =
        kind === 'top_up' || kind === 'adjusted'
          ? undefined
          : kind === 'tip_received'
            ? (own[0] ?? others[0])
            : others[n];
      return {
        journal: mint(),
        seq: n + 1,
        kind,
        amount: fen(amount),
        balance: fen(balance),
        counterparty: about ? (others[n % 7]?.author ?? null) : null,
        counterparty_masked_name: kind === 'tip_sent' || kind === 'tip_returned' ? '张*' : null,
        tip: about ? mint() : null,
        transfer: null,
        post: about?.id ?? null,
        circle: about?.circle ?? null,
        words: about?.text.slice(0, 60) || null,
        booked_at: minutesAgo(minutes),
        thanked_at: n === 7 || n === 4 ? minutesAgo(minutes - 30) : null,
        note: scenario === 'adjusted' ? noteOf(kind) : null,
        returned: kind === 'tip_returned' ? 'breach' : null,
        message: n === 8 ? 'For the light in the third one.' : '',
        can_return: kind === 'tip_received',
      };
    })
    .reverse();
  state.balance = balance;
}

const fault = (): StatementFault | null =>
  scenario === 'fault' && !state.readAgain
    ? {
        kind: 'balance',
        seq: null,
        booked_at: null,
        counted: fen(state.balance),
        told: fen(state.balance - 1),
        found_at: minutesAgo(3),
      }
    : null;

export const viewOf = (entry: Entry): EntryView => {
  const circle = state.circles.find((one) => one.id === entry.circle);
  return {
    entry,
    circle_name: circle?.name ?? null,
    circle_name_zh: circle?.name_zh ?? null,
    worth: entry.note?.kind === 'adjusted' ? 'verified' : null,
  };
};

const sums = (views: EntryView[]) => {
  const of = (sign: 1 | -1) => {
    const amounts = views.map((view) => Number(view.entry.amount.amount)).filter((amount) => amount * sign > 0);
    return fen(amounts.reduce((sum, amount) => sum + amount, 0));
  };
  return { count: views.length, came: of(1), went: of(-1) };
};

export const statement = {
  statement({ from, until, kinds, words, months, limit }) {
    const terms = words.toLowerCase().split(/\s+/).filter(Boolean);
    const views = state.entries.map(viewOf).filter(({ entry, circle_name, circle_name_zh }) => {
      const yuan = (Math.abs(Number(entry.amount.amount)) / 100).toFixed(2);
      const text = [
        entry.counterparty?.display_name,
        entry.counterparty_masked_name,
        entry.words,
        entry.message,
        circle_name,
      ];
      const all = [...text, circle_name_zh, yuan].join(' ').toLowerCase();
      return (kinds.length === 0 || kinds.includes(entry.kind)) && terms.every((term) => all.includes(term));
    });
    const at = (view: EntryView) => Date.parse(view.entry.booked_at);
    const between = (start: number, end: number) => views.filter((view) => at(view) >= start && at(view) < end);
    const ends = [...months.slice(1).map((start) => Date.parse(start)), Infinity];
    const shown = between(from ? Date.parse(from) : -Infinity, until ? Date.parse(until) : Infinity);
    return {
      entries: shown.slice(0, limit),
      sums: sums(shown),
      months: months
        .map((start, n) => ({ from: start, sums: sums(between(Date.parse(start), ends[n] ?? Infinity)) }))
        .filter((one) => one.sums.count > 0)
        .reverse(),
      complete: true,
      checked_at: minutesAgo(2),
      fault: fault(),
    };
  },
  receipt({ tip }) {
    const entries = state.entries.filter((entry) => entry.tip === tip).map(viewOf);
    const sent = entries.find((one) => one.entry.kind === 'tip_sent')?.entry;
    if (entries.length === 0) throw refused('not_found');
    return {
      tip,
      entries,
      receipt: sent
        ? {
            receipt: {
              journal: sent.journal,
              payer: state.session.me?.byline.id ?? '',
              payee: sent.counterparty?.id ?? '',
              post: sent.post ?? '',
              amount: fen(-Number(sent.amount.amount)),
              tip,
              held_at: sent.booked_at,
              key_id: '9f86d081884c7d65',
            },
            signature: 'bW9jayBzaWduYXR1cmUsIHdoaWNoIG5vIGtleSBtYWRlIGFuZCBub2JvZHkgY2hlY2tz',
          }
        : null,
      worth: sent ? (scenario === 'forged' ? 'forged' : 'verified') : null,
      public_key: sent ? 'bW9jay1rZXktb2YtdGhlLWhvc3QtaW4tdGhpcy10YWI' : null,
      missing: null,
    };
  },
  thank({ tip }) {
    if (state.session.connectivity === 'offline') throw refused('offline');
    for (const entry of state.entries) if (entry.tip === tip) entry.thanked_at = minutesAgo(0);
    tell({ kind: 'wallet' });
    return null;
  },
  earnings({ days }) {
    const midnight = new Date();
    midnight.setUTCHours(-8, 0, 0, 0);
    const begin = (back: number) => new Date(midnight.getTime() - back * 86_400_000).toISOString();
    const earned = (amount: number) => ({ amount: fen(amount), tips: 1 + (amount % 5), people: 1 + (amount % 4) });
    const none = others.length === 0;
    // A shape that looks like people: no two days alike, and some without any.
    const each = none
      ? []
      : Array.from({ length: days }, (_, n) => ({
          back: days - 1 - n,
          amount: n % 6 === 4 ? 0 : 88 + ((n * 367) % 1_340),
        }));
    return {
      from: begin(days - 1),
      total: {
        amount: fen(each.reduce((sum, day) => sum + day.amount, 0)),
        tips: each.length * 3,
        people: each.length * 2,
      },
      days: each.filter((day) => day.amount > 0).map((day) => ({ from: begin(day.back), earned: earned(day.amount) })),
      posts: own
        .slice(0, 3)
        .map((post, n) => ({ post: post.id, words: post.text.slice(0, 60) || null, earned: earned(1_880 - n * 400) })),
      circles: state.circles.slice(0, 3).map((circle, n) => ({
        circle: circle.id,
        name: circle.name,
        name_zh: circle.name_zh,
        earned: earned(2_440 - n * 700),
      })),
      as_of: minutesAgo(2),
    };
  },
  save_export: ({ name }) => ({ path: `/home/lin/${name}`, entries: state.entries.length, size_bytes: 2_048 }),
  read_statement_again() {
    if (state.session.connectivity === 'offline') throw refused('offline');
    state.readAgain = true;
    tell({ kind: 'wallet' });
    return null;
  },
} satisfies Partial<Answers>;
