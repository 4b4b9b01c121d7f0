/**
 * One visit of a page that pays: the steps that a tip and a transfer have in common. Promises: what is paid is what the
 * last quote said; a command that is under way is not started twice; a new payment is only there after a definite
 * outcome. Does not: decide anything about money; the engine and the server do.
 */
import type { CommandError } from '../../bindings/CommandError';
import type { QuoteId } from '../../bindings/QuoteId';
import type { TipProblem } from '../../bindings/TipProblem';
import { asCommandError } from '../../data/api';
import { now } from '../../now.svelte';
import { isOpen, usableQuote, younger, type Payment, type Phase } from './phase';

/** What the question for the password answers. */
const OF_PASSWORD = new Set(['pin_wrong', 'pin_not_set', 'pin_paused', 'step_up_required']);

type Step = 'opening' | 'quoting' | 'confirming' | 'cancelling' | 'checking';

export abstract class Paying<P extends Payment, Wish> {
  view = $state.raw<P>();
  #step = $state<Step | null>(null);
  #error = $state.raw<CommandError | null>(null);
  #asked = 0;
  /** When the present quote came; a quote of an earlier visit is not used. */
  #quotedAt = $state<number>();
  /** What it was asked for. The server keeps words as it understands them, so that they are not compared. */
  #wished = $state.raw<Wish>();

  /** What is typed, in fen; nothing while it is no amount. */
  abstract readonly fen: number | null;
  /** What is asked for; nothing while the amount is none. */
  abstract readonly wish: Wish | null;

  readonly phase: Phase = $derived.by(() => {
    if (this.#step === 'confirming') return 'confirming';
    const state = this.view?.state ?? 'draft';
    return this.#step === 'quoting' && isOpen(state) ? 'quoting' : state;
  });
  readonly cancelling = $derived(this.#step === 'cancelling');
  readonly checking = $derived(this.#step === 'checking');
  readonly busy = $derived(this.#step !== null);
  /** Why the last step did not work, although nothing is decided. */
  readonly problem: CommandError | TipProblem | null = $derived(this.#error ?? this.view?.problem ?? null);

  /** Why it does not go on from the page itself; a wrong password is said where the password is asked for. */
  readonly hindrance = $derived(this.problem && !OF_PASSWORD.has(this.problem.code) ? this.problem : null);

  /** What is shown and can be confirmed. */
  readonly quoted: P['quote'] = $derived.by(() => {
    const { wish } = this;
    if (this.#quotedAt === undefined || wish === null || !this.#wished || !this.isSame(wish, this.#wished)) return null;
    return usableQuote(this.view, this.fen, now() - this.#quotedAt);
  });

  /** Whether a quote for the one serves the other. */
  protected abstract isSame(one: Wish, other: Wish): boolean;
  protected abstract asOpened(): Promise<P>;
  protected abstract asQuoted(payment: P, wish: Wish): Promise<P>;
  protected abstract asChecked(payment: P): Promise<P>;
  protected abstract asConfirmed(payment: P, quote: QuoteId, pin: string | null): Promise<P>;
  /** Empties what was typed. */
  protected abstract clear(): void;

  /** Mints a payment, or finds the one that is not decided yet. */
  async open(): Promise<void> {
    await this.run('opening', async () => {
      this.#quotedAt = undefined;
      this.view = await this.asOpened();
    });
  }

  /** After a definite refusal: a new payment, a new decision. */
  async again(): Promise<void> {
    this.clear();
    await this.open();
  }

  /** Asks what this would mean. Of several askings the last one counts. */
  async quote(wish: Wish): Promise<void> {
    const payment = this.view;
    if (!payment || !isOpen(payment.state) || this.#step === 'confirming') return;
    const asked = (this.#asked += 1);
    this.#step = 'quoting';
    this.#error = null;
    try {
      const answer = await this.asQuoted(payment, wish);
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
    const payment = this.view;
    if (!payment || this.busy) return;
    await this.run('confirming', async () => {
      const answer = await this.asConfirmed(payment, quote, pin);
      this.heard(answer);
      if (answer.problem?.code === 'quote_expired') this.#quotedAt = undefined;
    });
  }

  /** Asks the server how an unknown one stands; what comes of it is in the answer, or in the next one. */
  async check(): Promise<void> {
    const payment = this.view;
    if (!payment || this.busy) return;
    await this.run('checking', async () => this.heard(await this.asChecked(payment)));
  }

  /** A newer answer about the payment of this page. */
  heard(answer: P): void {
    if (this.view?.id === answer.id) this.view = younger(this.view, answer);
  }

  protected async run(step: Step, deed: () => Promise<void>): Promise<void> {
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

/**
 * For as long as the page lives: asks for a quote whenever what is wished for has none. `wait` is how long it may still
 * change, in milliseconds; nothing is asked while a quote is being confirmed. Coming back online is a reason to ask
 * again; being offline is said at once by the engine.
 */
export function quoting<P extends Payment, Wish>(
  flow: Paying<P, Wish>,
  { online, confirming, wait }: { online: () => boolean; confirming: () => boolean; wait: (wish: Wish) => number },
): void {
  const id = $derived(flow.view?.id);
  const asks = $derived(flow.view !== undefined && isOpen(flow.view.state) && flow.quoted === null ? flow.wish : null);
  $effect(() => {
    const wish = asks;
    void online();
    void id;
    if (wish === null || confirming()) return;
    const timer = setTimeout(() => void flow.quote(wish), wait(wish));
    return () => clearTimeout(timer);
  });
}
