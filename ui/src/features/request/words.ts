/** Where a request of money stands, in one sentence. */
import type { MoneyRequestState } from '../../bindings/MoneyRequestState';
import { moment } from '../../format';
import * as m from '../../messages';
import { now } from '../../now.svelte';

export function standing(one: MoneyRequestState): string {
  const time = moment(one.expires_at, now());
  if (one.state === 'open') {
    return one.incoming ? m.request_state_open_incoming({ time }) : m.request_state_open({ time });
  }
  return m.named(`request_state_${one.state}`) ?? m.request_state_unknown();
}
