/** One visit of the transfer page. */
import type { MoneyRequestState } from '../../bindings/MoneyRequestState';
import type { QuoteId } from '../../bindings/QuoteId';
import type { TransferView } from '../../bindings/TransferView';
import { api } from '../../data/api';
import { parseYuan, yuanOf, type Amount } from '../tip/amount';
import { Paying } from '../tip/paying.svelte';

/** The most that can be sent in a day. */
export const MOST_FEN = 100_000;

interface Wish {
  fen: number;
  note: string;
}

export class TransferFlow extends Paying<TransferView, Wish> {
  typed = $state('');
  note = $state('');

  readonly amount: Amount = $derived(parseYuan(this.typed, MOST_FEN));
  readonly fen = $derived('fen' in this.amount ? this.amount.fen : null);
  readonly wish: Wish | null = $derived(this.fen === null ? null : { fen: this.fen, note: this.note.trim() });

  constructor(
    readonly person: string,
    /** What is paid, when somebody asked for it: to whom and how much is theirs to say. */
    readonly request: MoneyRequestState | null = null,
  ) {
    super();
  }

  get transfer(): TransferView | undefined {
    return this.view;
  }

  protected isSame(one: Wish, other: Wish): boolean {
    return one.fen === other.fen && one.note === other.note;
  }

  protected async asOpened(): Promise<TransferView> {
    const opened = await api.openTransfer({ person: this.person });
    if (this.request) {
      this.typed = yuanOf(Number(this.request.amount.amount));
      this.note = this.request.note;
    } else if (this.typed === '' && opened.amount.amount !== '0') {
      this.typed = yuanOf(Number(opened.amount.amount));
      this.note = opened.note;
    }
    return opened;
  }

  protected asQuoted(transfer: TransferView, { fen, note }: Wish): Promise<TransferView> {
    const request = this.request?.id ?? null;
    return api.quoteTransfer({ transfer: transfer.id, amount: yuanOf(fen), note, request });
  }

  protected asChecked(transfer: TransferView): Promise<TransferView> {
    return api.checkTransfer({ transfer: transfer.id });
  }

  protected asConfirmed(transfer: TransferView, quote: QuoteId, pin: string | null): Promise<TransferView> {
    return api.confirmTransfer({ transfer: transfer.id, quote, pin });
  }

  protected clear(): void {
    this.typed = '';
    this.note = '';
  }
}
