/** The wallet of the mock. */
import type { Commands } from '../../data/api';
import { minutesAgo } from './make';
import { refused, scenario, state, tell } from './state';
import { DAY_LIMIT, fen, ownLimits, parse, STEP_UP } from './sums';
import { unsettledTransfers } from './transfers';

type Answers = { [N in keyof Commands]: (args: Commands[N]['args']) => Commands[N]['result'] };

export const moneyed = {
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
      owed: scenario === 'owing' ? fen(300) : null,
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
