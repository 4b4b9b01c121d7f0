/** How far something that was written here has got, in words. */
import type { Delivery } from './bindings/Delivery';
import type { PendingKind } from './bindings/PendingKind';
import { serverText } from './errors';
import * as m from './messages';

/** Bytes sent, in whole percent; `null` where there is nothing to measure. */
export function percentOf(delivery: Delivery): number | null {
  if (delivery.state !== 'sending' || delivery.total_bytes <= 0) return null;
  return Math.min(100, Math.floor((delivery.sent_bytes * 100) / delivery.total_bytes));
}

/** A sentence for the thing itself, or for an edit or deletion of it. Empty when there is nothing to say. */
export function deliveryText(delivery: Delivery, pending: PendingKind | null = null): string {
  switch (delivery.state) {
    case 'sent':
      return '';
    case 'queued':
      return pending === 'edit'
        ? m.delivery_edit_queued()
        : pending === 'delete'
          ? m.delivery_delete_queued()
          : m.delivery_queued();
    case 'sending': {
      if (pending === 'edit') return m.delivery_edit_sending();
      if (pending === 'delete') return m.delivery_delete_sending();
      const percent = percentOf(delivery);
      return percent === null ? m.delivery_sending() : m.delivery_sending_percent({ percent });
    }
    case 'failed': {
      const reason = serverText(delivery.code);
      if (pending === 'edit') return m.delivery_edit_failed({ reason });
      return pending === 'delete' ? m.delivery_delete_failed({ reason }) : m.delivery_failed({ reason });
    }
  }
}
