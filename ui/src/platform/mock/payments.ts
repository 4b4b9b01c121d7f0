/** Top-ups and cash-outs of the mock: they arrive after a moment, and two older ones show how it may end. */
import type { PaymentView } from '../../bindings/PaymentView';
import type { Commands } from '../../data/api';
import { minutesAgo } from './make';
import { mint, refused, scenario, state, tell } from './state';

type Answers = { [N in keyof Commands]: (args: Commands[N]['args']) => Commands[N]['result'] };

const ARRIVES_MS = 1_500;
const fen = (amount: number) => ({ amount: String(amount), currency: 'CNY' as const });
const old = (
  kind: PaymentView['kind'],
  amount: number,
  outcome: PaymentView['outcome'],
  minutes: number,
): PaymentView => ({
  id: mint(),
  kind,
  amount: fen(amount),
  outcome,
  answered: true,
  has_page: false,
  begun_at: minutesAgo(minutes),
  changed_at: minutesAgo(minutes),
});

const kept: PaymentView[] =
  scenario === 'empty'
    ? []
    : [
        old('cash_out', 3_000, { state: 'failed', reason: 'failed' }, 3_000),
        old('top_up', 13_172, { state: 'arrived' }, 9_000),
      ];
if (scenario === 'unknown') kept.unshift({ ...old('top_up', 2_000, { state: 'checking' }, 1), answered: false });

/** A real provider, which has a page to pay on and asks where a cash-out goes. */
const real = scenario === 'alipay';
if (real) kept.unshift({ ...old('top_up', 5_000, { state: 'waiting' }, 2), has_page: true });

const view = () => ({
  payments: kept,
  top_up_max: fen(500_000),
  cash_out_max: fen(5_000_000),
  cash_out_without_pin: fen(500),
  cash_out_from: scenario === 'new_device' ? minutesAgo(-1_400) : null,
  sandbox: !real,
  asks_payee: real,
  last_payee: real ? '13800138000' : null,
  as_of: minutesAgo(0),
});

function enter(kind: 'top_up' | 'cash_out', amount: number) {
  state.balance += amount;
  state.entries.unshift({
    journal: mint(),
    seq: 100 + state.entries.length,
    kind,
    amount: fen(amount),
    balance: fen(state.balance),
    counterparty: null,
    counterparty_masked_name: null,
    tip: null,
    transfer: null,
    post: null,
    circle: null,
    words: null,
    message: '',
    can_return: false,
    thanked_at: null,
    note: null,
    returned: null,
    booked_at: minutesAgo(0),
  });
}

export const payments = {
  payments: view,
  check_payments: view,
  begin_payment({ payment, kind, amount, pin }) {
    const known = kept.find((one) => one.id === payment);
    if (known) return known;
    if (state.session.connectivity === 'offline') throw refused('offline');
    const [yuan = '0', rest = ''] = amount.split('.');
    const total = Number(yuan) * 100 + Number(rest.padEnd(2, '0'));
    if (kind === 'cash_out' && total > 500) {
      if (pin === null) throw refused('step_up_required');
      if (state.pin === null) throw refused('pin_not_set');
      if (pin !== state.pin) throw { ...refused('pin_wrong'), tries_left: 4 };
    }
    const begun: PaymentView = {
      ...old(kind, total, { state: 'waiting' }, 0),
      id: payment,
      has_page: real && kind === 'top_up',
    };
    if (kind === 'cash_out' && total > state.balance) {
      begun.outcome = { state: 'refused', reason: 'insufficient_balance' };
    } else {
      if (kind === 'cash_out') enter(kind, -total);
      setTimeout(() => {
        begun.outcome = { state: 'arrived' };
        begun.has_page = false;
        if (kind === 'top_up') enter(kind, total);
        tell({ kind: 'wallet' });
      }, ARRIVES_MS);
    }
    kept.unshift(begun);
    tell({ kind: 'wallet' });
    return begun;
  },
  open_payment_page({ payment }) {
    if (!kept.some((one) => one.id === payment && one.has_page)) throw refused('not_found');
    return null;
  },
} satisfies Partial<Answers>;
