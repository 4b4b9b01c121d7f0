/** Where a tip stands for the person who looks at it. Pure. */
import type { QuoteResponse } from '../../bindings/QuoteResponse';
import type { TipState } from '../../bindings/TipState';
import type { TipView } from '../../bindings/TipView';

/** `quoting` is a step that only the page knows of. */
export type Phase = TipState | 'quoting';

/** Whether nothing was sent yet, so that the amount can still change. */
export const isOpen = (state: TipState): boolean => state === 'draft' || state === 'quoted';

/** Whether this will never change again, but for a held tip that is released or comes back. */
export const isDefinite = (state: TipState): boolean =>
  state === 'held' || state === 'released' || state === 'returned' || state === 'refused';

/** The younger of two answers about the same tip: what is definite is not undone by an answer that was under way. */
export function younger(known: TipView | undefined, heard: TipView): TipView {
  if (!known || known.id !== heard.id) return heard;
  return isDefinite(known.state) && !isDefinite(heard.state) ? known : heard;
}

/**
 * The quote, when it is for this amount and still holds. `age` is how long it has been here: how long it holds comes
 * from the server's clock alone, so that a wrong clock on this device neither keeps it nor voids it.
 */
export function usableQuote(tip: TipView | undefined, fen: number | null, age: number): QuoteResponse | null {
  if (!tip || tip.state === 'draft' || !tip.quote || fen === null) return null;
  const { amount, quoted_at, expires_at } = tip.quote;
  return amount.amount === String(fen) && age < Date.parse(expires_at) - Date.parse(quoted_at) ? tip.quote : null;
}

/** What a quote says about being paid at all. The server decides; this says it before anything is pressed. */
export function obstacle(quote: QuoteResponse): 'balance' | 'limit' | null {
  const total = BigInt(quote.amount.amount) + BigInt(quote.fee.amount);
  if (BigInt(quote.balance.amount) < total) return 'balance';
  return BigInt(quote.spent_today.amount) + BigInt(quote.amount.amount) > BigInt(quote.day_limit.amount)
    ? 'limit'
    : null;
}
