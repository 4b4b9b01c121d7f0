/** Payments that were being checked while the app ran: how each ends is said on every page until it was seen. */
import type { WalletView } from '../../bindings/WalletView';

interface Checked {
  id: string;
  kind: 'tip' | 'transfer';
}
let all = $state.raw<Checked[]>([]);

export const checked = (): Checked[] => all;

/** From now on it is waited for. */
export function watch(kind: Checked['kind'], id: string): void {
  if (!all.some((one) => one.id === id)) all = [...all, { id, kind }];
}

/** Somebody saw how it ended. */
export function seen(id: string): void {
  if (all.some((one) => one.id === id)) all = all.filter((one) => one.id !== id);
}

/** All whose outcome the wallet does not know. */
export function watchAll({ unsettled, unsettled_transfers }: WalletView): void {
  unsettled.forEach(({ id }) => watch('tip', id));
  unsettled_transfers.forEach(({ id }) => watch('transfer', id));
}

/**
 * The wallet with what is being checked on hold: out of the balance, and within the limits of tips. What its statement
 * holds already is not counted twice.
 */
export function withChecked(wallet: WalletView): WalletView {
  const sum = (all: (WalletView['unsettled'][number] | WalletView['unsettled_transfers'][number])[]) =>
    all
      .filter(({ id }) => !wallet.entries.some(({ tip, transfer }) => tip === id || transfer === id))
      .reduce((total, { quote, amount }) => total + BigInt((quote?.amount ?? amount).amount), 0n);
  const tips = sum(wallet.unsettled);
  const both = tips + sum(wallet.unsettled_transfers);
  const plus = <M extends { amount: string }>(money: M, fen: bigint): M => {
    const total = BigInt(money.amount) + fen;
    return { ...money, amount: String(total > 0n ? total : 0n) };
  };
  return {
    ...wallet,
    balance: wallet.balance && plus(wallet.balance, -both),
    held: plus(wallet.held, both),
    spent_today: plus(wallet.spent_today, tips),
    own_limits: wallet.own_limits.map((one) => (one.kind === 'tip' ? one : { ...one, spent: plus(one.spent, tips) })),
  };
}
