/**
 * One visit of the tip page. Promises: what is paid is what the last quote said; a command that is under way is not
 * started twice; "again" is only there after a definite refusal. Does not: decide anything about money; the engine and
 * the server do.
 */
import type { CommandError } from '../../bindings/CommandError';
import type { QuoteId } from '../../bindings/QuoteId';
import type { QuoteResponse } from '../../bindings/QuoteResponse';
import type { TipProblem } from '../../bindings/TipProblem';
import type { TipPrivacy } from '../../bindings/TipPrivacy';
import type { TipView } from '../../bindings/TipView';
import { api, asCommandError } from '../../data/api';
import { now } from '../../now.svelte';
import { CHIPS, parseYuan, yuanOf, type Amount } from './amount';
import { isOpen, isSame, usableQuote, younger, type Phase, type Wish } from './phase';

export type Choice = number | 'custom';

export class TipFlow {
  tip = $state.raw<TipView>();
  choice = $state<Choice>(0);
  typed = $state('');
  privacy = $state<TipPrivacy>('author_only');
  message = $state('');
  #step = $state<'opening' | 'quoting' | 'confirming' | 'cancelling' | null>(null);
  #error = $state.raw<CommandError | null>(null);
  #asked = 0;
  /** When the present quote came; a quote of an earlier visit is not used. */
  #quotedAt = $state<number>();
  /** What it was asked for. The server keeps words as it understands them, so that they are not compared. */
  #wished = $state.raw<Wish>();

  readonly amount: Amount = $derived(this.choice === 'custom' ? parseYuan(this.typed) : { fen: this.choice });
  readonly fen = $derived('fen' in this.amount ? this.amount.fen : null);
  /** What is asked for; nothing while the amount is none. */
  readonly wish: Wish | null = $derived(
    this.fen === null ? null : { fen: this.fen, privacy: this.privacy, message: this.message.trim() },
  );
  readonly phase: Phase = $derived.by(() => {
    if (this.#step === 'confirming') return 'confirming';
    const state = this.tip?.state ?? 'draft';
    return this.#step === 'quoting' && isOpen(state) ? 'quoting' : state;
  });
  readonly cancelling = $derived(this.#step === 'cancelling');
  readonly busy = $derived(this.#step !== null);
  /** Why the last step did not work, although nothing is decided. */
  readonly problem: CommandError | TipProblem | null = $derived(this.#error ?? this.tip?.problem ?? null);

  /** What is shown and can be confirmed. */
  readonly quoted: QuoteResponse | null = $derived(
    this.#quotedAt !== undefined && this.wish && this.#wished && isSame(this.wish, this.#wished)
      ? usableQuote(this.tip, this.fen, now() - this.#quotedAt)
      : null,
  );

  constructor(
    readonly post: string,
    /** What the chips offer. */
    readonly chips: readonly number[] = CHIPS,
  ) {
    this.choice = chips[0] ?? CHIPS[0];
  }

  /** Mints a tip, or finds the one of this post that is not decided yet. */
  async open(): Promise<void> {
    await this.#run('opening', async () => {
      this.#quotedAt = undefined;
      this.tip = await api.openTip({ post: this.post });
    });
  }

  /** After a definite refusal: a new tip, a new decision. */
  async again(): Promise<void> {
    this.choice = this.chips[0] ?? CHIPS[0];
    this.typed = '';
    this.message = '';
    await this.open();
  }

  /** Asks what this would mean. Of several askings the last one counts. */
  async quote(wish: Wish): Promise<void> {
    const tip = this.tip;
    if (!tip || !isOpen(tip.state) || this.#step === 'confirming') return;
    const asked = (this.#asked += 1);
    this.#step = 'quoting';
    this.#error = null;
    try {
      const answer = await api.quoteTip({
        tip: tip.id,
        amount: yuanOf(wish.fen),
        privacy: wish.privacy,
        message: wish.message,
      });
      if (asked !== this.#asked) return;
      this.#quotedAt = Date.now();
      this.#wished = wish;
      this.heard(answer);
    } catch (thrown) {
      if (asked === this.#asked) this.#error = asCommandError(thrown);
    } finally {
      if (asked === this.#asked && this.#step === 'quoting') this.#step = null;
    }
  }

  /** Pays what the quote says: the payee and the amount are not named again. */
  async confirm(quote: QuoteId, pin: string | null): Promise<void> {
    const tip = this.tip;
    if (!tip || this.busy) return;
    await this.#run('confirming', async () => {
      const answer = await api.confirmTip({ tip: tip.id, quote, pin });
      this.heard(answer);
      if (answer.problem?.code === 'quote_expired') this.#quotedAt = undefined;
    });
  }

  /** Takes it back. The server keeps the time: once the grace is over, the answer is that it stays. */
  async cancel(): Promise<void> {
    const tip = this.tip;
    if (!tip || this.busy) return;
    await this.#run('cancelling', async () => this.heard(await api.cancelTip({ tip: tip.id })));
  }

  /** A newer answer about the tip of this page. */
  heard(answer: TipView): void {
    if (this.tip?.id === answer.id) this.tip = younger(this.tip, answer);
  }

  async #run(step: 'opening' | 'confirming' | 'cancelling', deed: () => Promise<void>): Promise<void> {
    this.#step = step;
    this.#error = null;
    try {
      await deed();
    } catch (thrown) {
      this.#error = asCommandError(thrown);
      if (this.#error.code === 'quote_expired') this.#quotedAt = undefined;
    } finally {
      this.#step = null;
    }
  }
}
