/**
 * How many sums of money wait for oneself: requests to pay or decline, transfers to accept. Asked of the server after the
 * first screen, then when money moved, and at most once a minute otherwise. Does not: say what they are; the wallet does.
 */
import type { MoneyRequestState } from '../bindings/MoneyRequestState';
import type { TransferState } from '../bindings/TransferState';
import { api } from './api';
import { onChanges } from './live.svelte';

const FIRST_MS = 1_500;
const SELDOM_MS = 60_000;

/** What of these is for oneself to answer. */
export const waitingOf = (requests: MoneyRequestState[], transfers: TransferState[], now: number): number =>
  requests.filter(({ incoming, state }) => incoming && state === 'open').length +
  transfers.filter(({ incoming, state, offered_at }) => incoming && state === 'held' && Date.parse(offered_at) <= now)
    .length;

/** Watches for as long as the component lives and `on` says so. */
export function calls(on: () => boolean): { readonly count: number } {
  let count = $state(0);

  $effect(() => {
    if (!on()) {
      count = 0;
      return;
    }
    let ended = false;
    let asked = 0;
    async function look() {
      asked = Date.now();
      try {
        const [{ requests }, { transfers }] = await Promise.all([api.moneyRequests(), api.transfers()]);
        if (!ended) count = waitingOf(requests, transfers, Date.now());
      } catch {
        // Offline: what was known stays until it can be asked again.
      }
    }
    const first = setTimeout(() => void look(), FIRST_MS);
    const { stop } = onChanges((changes) => {
      if (asked === 0) return;
      const moved = changes.some(({ kind }) => kind === 'wallet' || kind === 'transfer');
      const pulled = changes.some(({ kind }) => kind === 'session') && Date.now() - asked > SELDOM_MS;
      if (moved || pulled) void look();
    });
    return () => {
      ended = true;
      clearTimeout(first);
      stop();
    };
  });

  return {
    get count() {
      return count;
    },
  };
}
