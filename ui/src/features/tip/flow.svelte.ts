/** One visit of the tip page. */
import type { QuoteId } from '../../bindings/QuoteId';
import type { TipPrivacy } from '../../bindings/TipPrivacy';
import type { TipView } from '../../bindings/TipView';
import { api } from '../../data/api';
import { CHIPS, parseYuan, yuanOf, type Amount } from './amount';
import { Paying } from './paying.svelte';
import { isSame, type Wish } from './phase';

export type Choice = number | 'custom';

export class TipFlow extends Paying<TipView, Wish> {
  choice = $state<Choice>(0);
  typed = $state('');
  privacy = $state<TipPrivacy>('author_only');
  message = $state('');

  readonly amount: Amount = $derived(this.choice === 'custom' ? parseYuan(this.typed) : { fen: this.choice });
  readonly fen = $derived('fen' in this.amount ? this.amount.fen : null);
  readonly wish: Wish | null = $derived(
    this.fen === null ? null : { fen: this.fen, privacy: this.privacy, message: this.message.trim() },
  );

  constructor(
    readonly post: string,
    /** What the chips offer. */
    readonly chips: readonly number[] = CHIPS,
  ) {
    super();
    this.choice = chips[0] ?? CHIPS[0];
  }

  get tip(): TipView | undefined {
    return this.view;
  }

  /** Takes it back. The server keeps the time: once the grace is over, the answer is that it stays. */
  async cancel(): Promise<void> {
    const tip = this.tip;
    if (!tip || this.busy) return;
    await this.run('cancelling', async () => this.heard(await api.cancelTip({ tip: tip.id })));
  }

  protected isSame(one: Wish, other: Wish): boolean {
    return isSame(one, other);
  }

  protected asOpened(): Promise<TipView> {
    return api.openTip({ post: this.post });
  }

  protected asQuoted(tip: TipView, { fen, privacy, message }: Wish): Promise<TipView> {
    return api.quoteTip({ tip: tip.id, amount: yuanOf(fen), privacy, message });
  }

  protected asChecked(tip: TipView): Promise<TipView> {
    return api.checkTip({ tip: tip.id });
  }

  protected asConfirmed(tip: TipView, quote: QuoteId, pin: string | null): Promise<TipView> {
    return api.confirmTip({ tip: tip.id, quote, pin });
  }

  protected clear(): void {
    this.choice = this.chips[0] ?? CHIPS[0];
    this.typed = '';
    this.message = '';
  }
}
