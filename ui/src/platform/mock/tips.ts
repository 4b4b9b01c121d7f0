/** Tips of the mock: their states, without a server behind them. */
import type { TipView } from '../../bindings/TipView';
import type { Commands } from '../../data/api';
import { minutesAgo } from './make';
import { findPost } from './reading';
import { mint, refused, scenario, state, tell } from './state';
import { DAY_LIMIT, fen, ownLimits, parse, STEP_UP } from './sums';

type Answers = { [N in keyof Commands]: (args: Commands[N]['args']) => Commands[N]['result'] };

function tipOf(tip: string): TipView {
  const found = state.tips.get(tip);
  if (!found) throw refused('not_found');
  return found;
}

function told(tip: TipView): TipView {
  tell({ kind: 'tip', id: tip.id }, { kind: 'wallet' });
  return structuredClone(tip);
}

// What is being checked turns out not to have been paid.
window.addEventListener('unpaid', () => {
  for (const tip of state.tips.values()) {
    if (tip.state !== 'unknown') continue;
    tip.state = 'refused';
    tip.refusal = 'abandoned';
    told(tip);
  }
});

export const tipping = {
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
  cancellable_tips: () => ({
    tips: [...state.tips.values()]
      .filter((tip) => tip.state === 'held' && Date.parse(tip.cancellable_until ?? '') > Date.now())
      .map((tip) => structuredClone(tip)),
  }),
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
        returned: null,
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
        returned: 'cancelled',
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
} satisfies Partial<Answers>;
