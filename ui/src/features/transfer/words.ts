/** Sentences about transfers that depend on more than one thing. */
import type { TipRefusal } from '../../bindings/TipRefusal';
import type { TransferQuoteResponse } from '../../bindings/TransferQuoteResponse';
import type { TransferRefusal } from '../../bindings/TransferRefusal';
import type { TransferReturn } from '../../bindings/TransferReturn';
import type { TransferState } from '../../bindings/TransferState';
import { refusalText } from '../../errors';
import { money, moment } from '../../format';
import * as m from '../../messages';
import { now } from '../../now.svelte';
import { left } from '../tip/phase';

/** Why one was not sent; what is so of every payment is said as of those. */
export const refusalWords = (why: TransferRefusal): string =>
  m.named(`transfer_refusal_${why}` as 'transfer_refusal_abandoned') ?? refusalText(why as TipRefusal);

/** Why one came back: to who sent it, or to the other. */
export const returnWords = (why: TransferReturn, own: boolean): string =>
  why === 'unknown' ? m.return_unknown() : (m.named(`transfer_${own ? 'own' : 'return'}_${why}`) ?? m.return_unknown());

/** Why a quote cannot be paid as it is; nothing when it can. The server decides; this says it before a press. */
export function hindrance(quote: TransferQuoteResponse): string | null {
  const amount = BigInt(quote.amount.amount);
  if (BigInt(quote.spent_today.amount) + amount > BigInt(quote.day_limit.amount)) {
    const rest = left({ limit: quote.day_limit, spent: quote.spent_today });
    return m.transfer_hindered_limit({ left: money(rest), time: moment(quote.day_ends_at, now()) });
  }
  return BigInt(quote.balance.amount) < amount ? m.transfer_hindered_balance() : null;
}

/** Where a transfer stands, for the list. */
export function standing(one: TransferState): string {
  const at = (timestamp: string) => moment(timestamp, now());
  switch (one.state) {
    case 'held':
      // Who it goes to hears of it when it is offered, whatever the clock says here.
      if (one.incoming) return m.transfer_state_offered({ time: at(one.expires_at) });
      return Date.parse(one.offered_at) > now()
        ? m.transfer_state_waiting({ time: at(one.offered_at) })
        : m.transfer_state_sent({ time: at(one.expires_at) });
    case 'accepted':
      return m.transfer_state_accepted();
    case 'returned':
      return returnWords(one.reason, !one.incoming);
    case 'refused':
      return refusalWords(one.reason);
  }
}
