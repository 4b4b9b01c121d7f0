/** What is said of a top-up or a cash-out. Every state and reason has a sentence: a missing one does not compile. */
import type { PaymentView } from '../../../bindings/PaymentView';
import * as m from '../../../messages';

/** One word for where it stands. */
export const stateText = ({ outcome }: PaymentView): string => m.named(`payment_state_${outcome.state}`) ?? '';

/** What that means, and whether money moved. */
export function paymentText({ kind, outcome, answered, has_page }: PaymentView): string {
  if (!answered) return m.payment_unanswered();
  if (has_page && outcome.state === 'waiting') return m.payment_page_waiting();
  if (outcome.state === 'failed') {
    // Of a cash-out the server closes none; what a newer one means by it, the money is back.
    const why = m.named(`payment_${kind}_${outcome.reason}` as 'payment_top_up_failed');
    return why ?? m.named(`payment_${kind}_failed`) ?? '';
  }
  if (outcome.state === 'refused') return m.named(`payment_refused_${outcome.reason}`) ?? m.payment_refused_unknown();
  return m.named(`payment_${kind}_${outcome.state}`) ?? '';
}

/** Whether the provider, or the server, still has to say what became of it. */
export const isOpen = ({ outcome }: PaymentView): boolean =>
  outcome.state === 'waiting' || outcome.state === 'checking';
