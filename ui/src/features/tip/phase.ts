/** Where a tip or a transfer stands for the person who looks at it. Pure. */
import type { LimitKind } from '../../bindings/LimitKind';
import type { Money } from '../../bindings/Money';
import type { QuoteResponse } from '../../bindings/QuoteResponse';
import type { TipPrivacy } from '../../bindings/TipPrivacy';
import type { TipProblem } from '../../bindings/TipProblem';
import type { TipState } from '../../bindings/TipState';

/** `quoting` is a step that only the page knows of. */
export type Phase = TipState | 'quoting';

/** What a tip and a transfer have in common. */
export interface Payment {
  id: string;
  state: TipState;
  quote: { amount: Money; quoted_at: string; expires_at: string } | null;
  problem: TipProblem | null;
}

/** What somebody wants to give, and how. */
export interface Wish {
  fen: number;
  privacy: TipPrivacy;
  message: string;
}

/** Whether two wishes are one: a quote for the one serves the other. */
export const isSame = (a: Wish, b: Wish): boolean =>
  a.fen === b.fen && a.privacy === b.privacy && a.message === b.message;

/** Whether nothing was sent yet, so that the amount can still change. */
export const isOpen = (state: TipState): boolean => state === 'draft' || state === 'quoted';

/** Whether this will never change again, but for a held tip that is released or comes back. */
export const isDefinite = (state: TipState): boolean =>
  state === 'held' || state === 'released' || state === 'returned' || state === 'refused';

/** The younger of two answers about the same payment: what is definite is not undone by an answer that was under way. */
export function younger<P extends Payment>(known: P | undefined, heard: P): P {
  if (!known || known.id !== heard.id) return heard;
  return isDefinite(known.state) && !isDefinite(heard.state) ? known : heard;
}

/**
 * The quote, when it is for this amount and still holds. `age` is how long it has been here: how long it holds comes
 * from the server's clock alone, so that a wrong clock on this device neither keeps it nor voids it.
 */
export function usableQuote<P extends Payment>(
  payment: P | undefined,
  fen: number | null,
  age: number,
): P['quote'] | null {
  const quote = payment?.quote;
  if (!quote || payment.state === 'draft' || fen === null) return null;
  const { amount, quoted_at, expires_at } = quote;
  return amount.amount === String(fen) && age < Date.parse(expires_at) - Date.parse(quoted_at) ? quote : null;
}

/** Why a quote cannot be paid: a limit, with what is left of it and until when, or the balance. */
export type Obstacle =
  { kind: 'balance' } | { kind: 'platform' | LimitKind; limit: Money; left: Money; until: string | null };

/**
 * What a quote says about being paid at all, in the order in which the server refuses. The server decides; this says it
 * before anything is pressed.
 */
export function obstacle(quote: QuoteResponse): Obstacle | null {
  const amount = BigInt(quote.amount.amount);
  const until = quote.own_limits.find(({ kind }) => kind === 'day')?.ends_at ?? null;
  const platform = { kind: 'platform' as const, limit: quote.day_limit, spent: quote.spent_today, ends_at: until };
  for (const { kind, limit, spent, ends_at } of [platform, ...quote.own_limits]) {
    if (limit && BigInt(spent.amount) + amount > BigInt(limit.amount)) {
      return { kind, limit, left: left({ limit, spent }), until: ends_at };
    }
  }
  return BigInt(quote.balance.amount) < amount + BigInt(quote.fee.amount) ? { kind: 'balance' } : null;
}

/** What is left of a limit; never less than nothing. */
export function left({ limit, spent }: { limit: Money; spent: Money }): Money {
  const rest = BigInt(limit.amount) - BigInt(spent.amount);
  return { amount: String(rest > 0n ? rest : 0n), currency: 'CNY' };
}
