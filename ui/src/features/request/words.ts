/** Where a request of money stands, in one sentence. */
import type { MoneyRequestState } from '../../bindings/MoneyRequestState';
import { moment } from '../../format';
import * as m from '../../messages';
import { now } from '../../now.svelte';

export function standing(one: MoneyRequestState): string {
  const time = moment(one.expires_at, now());
  switch (one.state) {
    case 'open':
      return one.incoming ? m.request_state_open_incoming({ time }) : m.request_state_open({ time });
    case 'paid':
      return m.request_state_paid();
    case 'declined':
      return m.request_state_declined();
    case 'withdrawn':
      return m.request_state_withdrawn();
    case 'expired':
      return m.request_state_expired();
    case 'unknown':
      return m.request_state_unknown();
  }
}
