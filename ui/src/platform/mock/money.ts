/** Tips and the wallet of the mock: the states of a tip, without a server behind them. */
import type { LimitState } from '../../bindings/LimitState';
import type { Money } from '../../bindings/Money';
import type { TipView } from '../../bindings/TipView';
import type { Commands } from '../../data/api';
import { minutesAgo } from './make';
import { findPost } from './reading';
import { mint, refused, scenario, state, tell } from './state';
import { unsettledTransfers } from './transfers';

type Answers = { [N in keyof Commands]: (args: Commands[N]['args']) => Commands[N]['result'] };

const fen = (n: number): Money => ({ amount: String(n), currency: 'CNY' });
const DAY_LIMIT = 5_000;
const STEP_UP = 500;

function ownLimits(): LimitState[] {
  const day = new Date(Date.now() + 3_600_000).toISOString();
  const spent = { tip: 0, day: state.spentToday, month: state.spentToday + 520 };
  return (['tip', 'day', 'month'] as const).map((kind) => {
    const { limit, raise } = state.limits[kind];
    return {
      kind,
      limit: limit === null ? null : fen(limit),
      spent: fen(spent[kind]),
      ends_at: kind === 'tip' ? null : day,
      raise,
    };
  });
}

function tipOf(tip: string): TipView {
  const found = state.tips.get(tip);
  if (!found) throw refused('not_found');
  return found;
}

function told(tip: TipView): TipView {
  tell({ kind: 'tip', id: tip.id }, { kind: 'wallet' });
  return structuredClone(tip);
}

function parse(typed: string): number {
  const text = typed.trim().replace(/^[¥￥]\s*/, '');
  const field = 'amount' as const;
  if (text === '') throw refused('invalid', [{ field, rule: 'required' }]);
  if (!/^(\d+(\.\d{0,2})?|\.\d{1,2})$/.test(text)) throw refused('invalid', [{ field, rule: 'malformed' }]);
  const [yuan = '', cents = ''] = text.split('.');
  const amount = Number(yuan || '0') * 100 + Number(cents.padEnd(2, '0'));
  if (amount < 1) throw refused('invalid', [{ field, rule: 'too_small' }]);
  if (amount > 20_000) throw refused('invalid', [{ field, rule: 'too_large' }]);
  return amount;
}

export const moneyed = {
  open_tip({ post }) {
    findPost(post);
    const open = [...state.tips.values()].find(
      (tip) => tip.post === post && ['draft', 'quoted', 'confirming', 'unknown'].includes(tip.state),
    );
    if (open) return structuredClone(open);
    const tip: TipView = {
      id: mint(),
      post,
      state: 'draft',
      amount: fen(88),
      quote: null,
      confirm_after_ms: 0,
      refusal: null,
      returned: null,
      cancellable_until: null,
      release_at: null,
      receipt: null,
      next_check_at: null,
      problem: null,
    };
    state.tips.set(tip.id, tip);
    return told(tip);
  },
  get_tip: ({ tip }) => structuredClone(tipOf(tip)),
  check_tip: ({ tip }) => structuredClone(tipOf(tip)),
  quote_tip({ tip, amount, privacy, message }) {
    const found = tipOf(tip);
    const wanted = fen(parse(amount));
    if (state.session.connectivity === 'offline') throw refused('offline');
    if (state.frozen) throw refused('wallet_frozen');
    if (state.locked) throw refused('payments_locked');
    const post = findPost(found.post);
    found.state = 'quoted';
    found.amount = wanted;
    found.problem = null;
    found.confirm_after_ms = Date.now() + 500;
    found.quote = {
      tip,
      quote: mint(),
      post: post.id,
      payee: post.author,
      payee_masked_name: '张*',
      amount: wanted,
      privacy: privacy ?? 'author_only',
      message: message ?? '',
      fee: fen(0),
      balance: fen(state.balance),
      spent_today: fen(state.spentToday),
      day_limit: fen(DAY_LIMIT),
      own_limits: ownLimits(),
      tips_to_payee_today: state.tipsToday,
      step_up: Number(wanted.amount) > STEP_UP,
      escrow_seconds: 86_400,
      quoted_at: minutesAgo(0),
      expires_at: new Date(Date.now() + 300_000).toISOString(),
    };
    return told(found);
  },
  confirm_tip({ tip, pin }) {
    const found = tipOf(tip);
    const { quote } = found;
    if (!quote) throw refused('quote_expired');
    if (state.session.connectivity === 'offline') throw refused('offline');
    if (quote.step_up && pin !== '271828') {
      found.problem = { code: 'pin_wrong', tries_left: 4, retry_after: null, server: 'pin_wrong' };
      return told(found);
    }
    const amount = Number(quote.amount.amount);
    if (scenario === 'unknown') {
      found.state = 'unknown';
      found.next_check_at = new Date(Date.now() + 20_000).toISOString();
    } else if (state.spentToday + amount > DAY_LIMIT) {
      found.state = 'refused';
      found.refusal = 'own_daily_limit';
    } else {
      state.balance -= amount;
      state.spentToday += amount;
      state.tipsToday += 1;
      const post = findPost(found.post);
      found.state = 'held';
      found.release_at = new Date(Date.now() + 86_400_000).toISOString();
      found.cancellable_until = new Date(Date.now() + 10_000).toISOString();
      found.receipt = {
        receipt: {
          journal: mint(),
          payer: state.session.me?.byline.id ?? '',
          payee: quote.payee.id,
          post: found.post,
          amount: quote.amount,
          tip,
          held_at: minutesAgo(0),
          key_id: '9f86d081884c7d65',
        },
        signature: 'bW9jaw',
      };
      state.entries.unshift({
        journal: mint(),
        seq: 100 + state.entries.length,
        kind: 'tip_sent',
        amount: fen(-amount),
        balance: fen(state.balance),
        counterparty: quote.payee,
        counterparty_masked_name: quote.payee_masked_name,
        tip,
        transfer: null,
        post: found.post,
        circle: post.circle,
        words: post.text.slice(0, 60),
        booked_at: minutesAgo(0),
        message: '',
        can_return: false,
        thanked_at: null,
        note: null,
      });
    }
    found.problem = null;
    return told(found);
  },
  abandon_tip({ tip }) {
    const found = tipOf(tip);
    found.state = 'refused';
    found.refusal = 'abandoned';
    return told(found);
  },
  cancel_tip({ tip }) {
    const found = tipOf(tip);
    const sent = state.entries.find((entry) => entry.tip === tip);
    if (found.state === 'held' && Date.parse(found.cancellable_until ?? '') > Date.now() && sent) {
      found.state = 'returned';
      found.returned = 'cancelled';
      const amount = -Number(sent.amount.amount);
      state.balance += amount;
      state.spentToday -= amount;
      state.entries.unshift({
        ...sent,
        journal: mint(),
        seq: 100 + state.entries.length,
        kind: 'tip_returned',
        amount: fen(amount),
        balance: fen(state.balance),
        booked_at: minutesAgo(0),
        message: '',
        can_return: false,
      });
    }
    return told(found);
  },
  tippers({ post }) {
    const { counts } = findPost(post);
    const seen = [state.posts[1]?.author, state.posts[2]?.author].filter((person) => person !== undefined);
    const tips = seen.map((person, n) => ({
      person,
      message: n === 0 ? 'The light in the third one!' : '',
      tipped_at: minutesAgo(30 + n),
    }));
    return counts.tippers < 2 ? { tips: [], others: counts.tippers } : { tips, others: counts.tippers - tips.length };
  },
  return_tip({ tip }) {
    const entry = state.entries.find((one) => one.tip === tip && one.can_return);
    if (!entry) throw refused('not_found');
    entry.can_return = false;
    state.balance -= Number(entry.amount.amount);
    state.entries.unshift({
      ...entry,
      journal: mint(),
      seq: 100 + state.entries.length,
      kind: 'tip_sent_back',
      amount: fen(-Number(entry.amount.amount)),
      balance: fen(state.balance),
      booked_at: minutesAgo(0),
    });
    tell({ kind: 'wallet' });
    return null;
  },
  take_tips({ on }) {
    if (state.session.me) state.session.me.tips_off = !on;
    tell({ kind: 'session' });
    return null;
  },
  wallet({ before }) {
    const older = before === null ? state.entries : state.entries.filter((entry) => entry.seq < before);
    return {
      balance: fen(state.balance),
      held: fen(520),
      incoming: fen(188),
      spent_today: fen(state.spentToday),
      day_limit: fen(DAY_LIMIT),
      own_limits: ownLimits(),
      locked: state.locked,
      frozen: state.frozen,
      pin_set: state.pin !== null,
      step_up_above: fen(STEP_UP),
      step_up_day_above: fen(2_000),
      sandbox: scenario !== 'alipay',
      entries: structuredClone(older),
      more: false,
      unsettled: [...state.tips.values()].filter((tip) => tip.state === 'unknown'),
      unsettled_transfers: unsettledTransfers(),
      as_of: minutesAgo(2),
    };
  },
  set_limit({ kind, amount }) {
    const to = amount === null ? null : amount.trim() === '0' ? 0 : parse(amount);
    const { limit } = state.limits[kind];
    const more = limit !== null && (to === null || to > limit);
    state.limits[kind] = more
      ? { limit, raise: { to: to === null ? null : fen(to), at: new Date(Date.now() + 86_400_000).toISOString() } }
      : { limit: to, raise: null };
    tell({ kind: 'wallet' });
    return null;
  },
  lock_payments({ locked, pin }) {
    if (state.pin === null) throw refused('pin_not_set');
    if (!locked && pin !== state.pin) throw { ...refused('pin_wrong'), tries_left: 4 };
    state.locked = locked;
    tell({ kind: 'wallet' });
    return null;
  },
  set_pin({ current, pin }) {
    if (!/^\d{6}$/.test(pin)) throw refused('invalid', [{ field: 'pin', rule: 'malformed' }]);
    if (current === null && !state.fresh) throw refused(state.pin === null ? 'sign_in_again' : 'step_up_required');
    if (current !== null && current !== state.pin) throw { ...refused('pin_wrong'), tries_left: 4 };
    state.pin = pin;
    tell({ kind: 'wallet' });
    return null;
  },
} satisfies Partial<Answers>;
