/** What is said of a top-up or a cash-out. Every state and reason has a sentence: a missing one does not compile. */
import type { PaymentFailure } from '../../../bindings/PaymentFailure';
import type { PaymentKind } from '../../../bindings/PaymentKind';
import type { PaymentView } from '../../../bindings/PaymentView';
import * as m from '../../../messages';

type Words = () => string;

const states: Record<PaymentView['outcome']['state'], Words> = {
  waiting: m.payment_state_waiting,
  checking: m.payment_state_checking,
  arrived: m.payment_state_arrived,
  failed: m.payment_state_failed,
  refused: m.payment_state_refused,
};

const told: Record<PaymentKind, Record<'waiting' | 'checking' | 'arrived', Words>> = {
  top_up: {
    waiting: m.payment_top_up_waiting,
    checking: m.payment_top_up_checking,
    arrived: m.payment_top_up_arrived,
  },
  cash_out: {
    waiting: m.payment_cash_out_waiting,
    checking: m.payment_cash_out_checking,
    arrived: m.payment_cash_out_arrived,
  },
};

const failures: Record<PaymentKind, Record<PaymentFailure, Words>> = {
  top_up: {
    declined: m.payment_top_up_declined,
    failed: m.payment_top_up_failed,
    expired: m.payment_top_up_expired,
    returned: m.payment_top_up_returned,
    unknown: m.payment_top_up_failed,
  },
  cash_out: {
    declined: m.payment_cash_out_declined,
    failed: m.payment_cash_out_failed,
    // The server closes no cash-out; what a newer one means by it, the money is back.
    expired: m.payment_cash_out_failed,
    returned: m.payment_cash_out_failed,
    unknown: m.payment_cash_out_failed,
  },
};

/** One word for where it stands. */
export const stateText = ({ outcome }: PaymentView): string => states[outcome.state]();

/** What that means, and whether money moved. */
export function paymentText({ kind, outcome, answered, has_page }: PaymentView): string {
  if (!answered) return m.payment_unanswered();
  if (has_page && outcome.state === 'waiting') return m.payment_page_waiting();
  if (outcome.state === 'failed') return (failures[kind][outcome.reason] ?? failures[kind].unknown)();
  if (outcome.state === 'refused') return m.named(`payment_refused_${outcome.reason}`) ?? m.payment_refused_unknown();
  return told[kind][outcome.state]();
}

/** Whether the provider, or the server, still has to say what became of it. */
export const isOpen = ({ outcome }: PaymentView): boolean =>
  outcome.state === 'waiting' || outcome.state === 'checking';
