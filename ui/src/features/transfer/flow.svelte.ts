/**
 * One visit of the transfer page. Promises: what is paid is what the last quote said; a command that is under way is not
 * started twice; a new transfer is only there after a definite outcome. Does not: decide anything about money; the engine
 * and the server do.
 */
import type { CommandError } from '../../bindings/CommandError';
import type { MoneyRequestState } from '../../bindings/MoneyRequestState';
import type { QuoteId } from '../../bindings/QuoteId';
import type { TipProblem } from '../../bindings/TipProblem';
import type { TransferQuoteResponse } from '../../bindings/TransferQuoteResponse';
import type { TransferView } from '../../bindings/TransferView';
import { api, asCommandError } from '../../data/api';
import { now } from '../../now.svelte';
import { parseYuan, yuanOf, type Amount } from '../tip/amount';
import { isDefinite, isOpen, type Phase } from '../tip/phase';

/** The most that can be sent in a day. */
export const MOST_FEN = 100_000;

export class TransferFlow {
  /** What is paid, when somebody asked for it: to whom and how much is theirs to say. */
  readonly request: MoneyRequestState | null;
  transfer = $state.raw<TransferView>();
  typed = $state('');
  note = $state('');
  #step = $state<'opening' | 'quoting' | 'confirming' | null>(null);
  #error = $state.raw<CommandError | null>(null);
  #asked = 0;
  /** When the present quote came, and what it was asked for; a quote of an earlier visit is not used. */
  #quotedAt = $state<number>();
  #wished = $state.raw('');

  readonly amount: Amount = $derived(parseYuan(this.typed, MOST_FEN));
  readonly fen = $derived('fen' in this.amount ? this.amount.fen : null);
  readonly wish = $derived.by(() =>
    this.fen === null ? null : `${this.fen} ${this.note.trim()} ${this.request?.id ?? ''}`,
  );
  readonly phase: Phase = $derived.by(() => {
    if (this.#step === 'confirming') return 'confirming';
    const state = this.transfer?.state ?? 'draft';
    return this.#step === 'quoting' && isOpen(state) ? 'quoting' : state;
  });
  readonly busy = $derived(this.#step !== null);
  /** Why the last step did not work, although nothing is decided. */
  readonly problem: CommandError | TipProblem | null = $derived(this.#error ?? this.transfer?.problem ?? null);

  /** What is shown and can be confirmed. */
  readonly quoted: TransferQuoteResponse | null = $derived.by(() => {
    const quote = this.transfer?.quote;
    if (!quote || this.#quotedAt === undefined || this.wish !== this.#wished) return null;
    const age = now() - this.#quotedAt;
    return age < Date.parse(quote.expires_at) - Date.parse(quote.quoted_at) ? quote : null;
  });

  constructor(
    readonly person: string,
    request: MoneyRequestState | null = null,
  ) {
    this.request = request;
  }

  /** Mints a transfer, or finds the one to this person that is not decided yet. */
  async open(): Promise<void> {
    await this.#run('opening', async () => {
      this.#quotedAt = undefined;
      this.transfer = await api.openTransfer({ person: this.person });
      if (this.request) {
        this.typed = yuanOf(Number(this.request.amount.amount));
        this.note = this.request.note;
      } else if (this.typed === '' && this.transfer.amount.amount !== '0') {
        this.typed = yuanOf(Number(this.transfer.amount.amount));
        this.note = this.transfer.note;
      }
    });
  }

  /** After a definite refusal: a new transfer, a new decision. */
  async again(): Promise<void> {
    this.typed = '';
    this.note = '';
    await this.open();
  }

  /** Asks what this would mean. Of several askings the last one counts. */
  async quote(): Promise<void> {
    const { transfer, fen, wish, note } = this;
    if (!transfer || fen === null || wish === null || !isOpen(transfer.state) || this.#step === 'confirming') return;
    const asked = (this.#asked += 1);
    this.#step = 'quoting';
    this.#error = null;
    try {
      const answer = await api.quoteTransfer({
        transfer: transfer.id,
        amount: yuanOf(fen),
        note,
        request: this.request?.id ?? null,
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
    const transfer = this.transfer;
    if (!transfer || this.busy) return;
    await this.#run('confirming', async () => {
      const answer = await api.confirmTransfer({ transfer: transfer.id, quote, pin });
      this.heard(answer);
      if (answer.problem?.code === 'quote_expired') this.#quotedAt = undefined;
    });
  }

  /** Asks the server how an unknown one stands; what comes of it is in the answer, or in the next one. */
  async check(): Promise<void> {
    const transfer = this.transfer;
    if (!transfer) return;
    try {
      this.heard(await api.checkTransfer({ transfer: transfer.id }));
      this.#error = null;
    } catch (thrown) {
      this.#error = asCommandError(thrown);
    }
  }

  /** A newer answer about the transfer of this page: what is definite is not undone by one that was under way. */
  heard(answer: TransferView): void {
    const known = this.transfer;
    if (known?.id !== answer.id || (isDefinite(known.state) && !isDefinite(answer.state))) return;
    this.transfer = answer;
  }

  async #run(step: 'opening' | 'confirming', deed: () => Promise<void>): Promise<void> {
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
