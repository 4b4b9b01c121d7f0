/** What an item of the outbox is, and why it is still here, in words. */
import type { OutboxItemView } from '../../bindings/OutboxItemView';
import type { OutboxKind } from '../../bindings/OutboxKind';
import { serverText } from '../../errors';
import { savedAt } from '../../format';
import * as m from '../../messages';

export const kindText = (kind: OutboxKind): string => m.named(`outbox_kind_${kind}`) ?? '';

/** Why it is where it is, and what happens next. */
export function stateText(item: OutboxItemView, offline: boolean, now: number): string {
  switch (item.delivery.state) {
    case 'sent':
      return '';
    case 'sending':
      return m.outbox_sending();
    case 'failed':
      return serverText(item.delivery.code);
    case 'queued':
      if (offline) return m.outbox_when_online();
      return item.retry_at ? m.outbox_next_try({ time: savedAt(item.retry_at, now) }) : m.outbox_waits_turn();
  }
}
