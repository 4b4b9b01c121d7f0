/** Transfers of the mock: the states of one, without a server behind them. */
import type { Money } from '../../bindings/Money';
import type { TransferQuoteResponse } from '../../bindings/TransferQuoteResponse';
import type { TransferState } from '../../bindings/TransferState';
import type { TransferView } from '../../bindings/TransferView';
import type { Commands } from '../../data/api';
import { people } from './make';
import { mint, refused, scenario, state, tell } from './state';
import { becomes } from './requests';
import { viewOf as entryView } from './statement';

type Answers = { [N in keyof Commands]: (args: Commands[N]['args']) => Commands[N]['result'] };

const DAY_MS = 86_400_000;
const fen = (n: number): Money => ({ amount: String(n), currency: 'CNY' });
const at = (ms: number): string => new Date(Date.now() + ms).toISOString();
const views = new Map<string, TransferView>();
let sent = 0;

const list: TransferState[] = people.slice(3, 5).map((other, n) => ({
  id: mint(),
  incoming: n === 0,
  other,
  other_masked_name: n === 0 ? null : '张*',
  amount: fen(n === 0 ? 2_500 : 1_200),
  note: n === 0 ? 'Tea on Sunday' : '',
  state: 'held',
  sent_at: at(-DAY_MS / 4),
  offered_at: at(n === 0 ? -DAY_MS / 8 : DAY_MS / 2),
  expires_at: at(n === 0 ? DAY_MS / 2 : DAY_MS * 1.5),
}));

export const unsettledTransfers = (): TransferView[] =>
  structuredClone([...views.values()].filter((one) => one.state === 'unknown'));

function viewOf(id: string): TransferView {
  const found = views.get(id);
  if (!found) throw refused('not_found');
  return found;
}

function told(view: TransferView): TransferView {
  tell({ kind: 'transfer', id: view.id }, { kind: 'wallet' });
  return structuredClone(view);
}

function settle(id: string, become: Partial<TransferState>): { transfers: TransferState[] } {
  const at = list.findIndex((one) => one.id === id);
  const found = list[at];
  if (!found) throw refused('not_found');
  list[at] = { ...found, ...become } as TransferState;
  tell({ kind: 'wallet' });
  return { transfers: structuredClone(list) };
}

function enter(kind: 'transfer_sent', quote: TransferQuoteResponse, amount: number): string {
  state.balance += amount;
  const journal = mint();
  state.entries.unshift({
    journal,
    seq: 100 + state.entries.length,
    kind,
    amount: fen(amount),
    balance: fen(state.balance),
    counterparty: quote.payee,
    counterparty_masked_name: quote.payee_masked_name,
    tip: null,
    transfer: quote.transfer,
    post: null,
    circle: null,
    words: null,
    note: null,
    returned: null,
    booked_at: at(0),
    message: quote.note,
    can_return: false,
    thanked_at: null,
  });
  return journal;
}

export const transferring = {
  transfers: () => ({ transfers: structuredClone(scenario === 'empty' ? [] : list) }),
  open_transfer({ person }) {
    const open = [...views.values()].find(
      (one) => one.payee === person && ['draft', 'quoted', 'confirming', 'unknown'].includes(one.state),
    );
    if (open) return structuredClone(open);
    const view: TransferView = {
      id: mint(),
      payee: person,
      state: 'draft',
      amount: fen(0),
      note: '',
      quote: null,
      confirm_after_ms: 0,
      refusal: null,
      returned: null,
      offered_at: null,
      expires_at: null,
      receipt: null,
      next_check_at: null,
      problem: null,
    };
    views.set(view.id, view);
    return told(view);
  },
  get_transfer: ({ transfer }) => structuredClone(viewOf(transfer)),
  quote_transfer({ transfer, amount, note, request }) {
    const view = viewOf(transfer);
    const payee = people.find((one) => one.id === view.payee);
    if (!payee) throw refused('not_found');
    if (state.session.connectivity === 'offline') throw refused('offline');
    if (state.locked) throw refused('payments_locked');
    const wanted = fen(Math.round(Number(amount) * 100));
    view.state = 'quoted';
    view.amount = wanted;
    view.note = note.trim();
    view.problem = null;
    view.quote = {
      transfer,
      quote: mint(),
      payee,
      payee_masked_name: '张*',
      is_first: true,
      amount: wanted,
      fee: fen(0),
      note: view.note,
      request,
      balance: fen(state.balance),
      spent_today: fen(sent),
      day_limit: fen(100_000),
      day_ends_at: at(DAY_MS / 3),
      step_up: Number(wanted.amount) > 500,
      wait_seconds: DAY_MS / 1_000,
      accept_seconds: DAY_MS / 1_000,
      quoted_at: at(0),
      expires_at: at(300_000),
    };
    return told(view);
  },
  confirm_transfer({ transfer, pin }) {
    const view = viewOf(transfer);
    const { quote } = view;
    if (!quote) throw refused('quote_expired');
    if (quote.step_up && pin !== '271828') {
      view.problem = { code: 'pin_wrong', tries_left: 4, retry_after: null, server: 'pin_wrong' };
      return told(view);
    }
    view.problem = null;
    if (scenario === 'unknown') {
      view.state = 'unknown';
      view.next_check_at = at(20_000);
      return told(view);
    }
    const amount = Number(quote.amount.amount);
    sent += amount;
    if (quote.request) becomes(quote.request, { state: 'paid', transfer });
    view.state = 'held';
    const journal = enter('transfer_sent', quote, -amount);
    view.receipt = {
      receipt: {
        journal,
        payer: state.session.me?.byline.id ?? '',
        payee: quote.payee.id,
        amount: quote.amount,
        transfer,
        held_at: at(0),
        key_id: '9f86d081884c7d65',
      },
      signature: 'bW9jayBzaWduYXR1cmUsIHdoaWNoIG5vIGtleSBtYWRlIGFuZCBub2JvZHkgY2hlY2tz',
    };
    view.offered_at = at(quote.wait_seconds * 1_000);
    view.expires_at = at((quote.wait_seconds + quote.accept_seconds) * 1_000);
    list.unshift({
      id: view.id,
      incoming: false,
      other: quote.payee,
      other_masked_name: quote.payee_masked_name,
      amount: quote.amount,
      note: quote.note,
      state: 'held',
      sent_at: at(0),
      offered_at: view.offered_at,
      expires_at: view.expires_at,
    });
    return told(view);
  },
  check_transfer: ({ transfer }) => structuredClone(viewOf(transfer)),
  transfer_receipt({ transfer }) {
    const entries = state.entries.filter((entry) => entry.transfer === transfer).map(entryView);
    if (entries.length === 0) throw refused('not_found');
    const receipt = views.get(transfer)?.receipt ?? null;
    return {
      transfer,
      entries,
      receipt: structuredClone(receipt),
      worth: receipt ? ('verified' as const) : null,
      public_key: receipt ? 'bW9jay1rZXktb2YtdGhlLWhvc3QtaW4tdGhpcy10YWI' : null,
      missing: null,
    };
  },
  abandon_transfer({ transfer }) {
    const view = viewOf(transfer);
    view.state = 'refused';
    view.refusal = 'abandoned';
    return told(view);
  },
  take_back_transfer: ({ transfer }) =>
    settle(transfer, { state: 'returned', reason: 'taken_back' } as Partial<TransferState>),
  answer_transfer: ({ transfer, accept }) =>
    settle(
      transfer,
      (accept ? { state: 'accepted' } : { state: 'returned', reason: 'declined' }) as Partial<TransferState>,
    ),
  take_transfers({ from_others }) {
    if (state.session.me) state.session.me.transfers_from_others = from_others;
    tell({ kind: 'session' });
    return null;
  },
} satisfies Partial<Answers>;
