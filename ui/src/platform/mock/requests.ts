/** Requests of money of the mock. */
import type { Money } from '../../bindings/Money';
import type { MoneyRequestState } from '../../bindings/MoneyRequestState';
import type { Commands } from '../../data/api';
import { people } from './make';
import { mint, refused, scenario, state, tell } from './state';

type Answers = { [N in keyof Commands]: (args: Commands[N]['args']) => Commands[N]['result'] };

const DAY_MS = 86_400_000;
const fen = (n: number): Money => ({ amount: String(n), currency: 'CNY' });
const at = (ms: number): string => new Date(Date.now() + ms).toISOString();

const list: MoneyRequestState[] = people.slice(3, 6).map((other, n) => ({
  id: mint(),
  incoming: n !== 1,
  other,
  other_masked_name: n === 1 ? null : '张*',
  amount: fen([3_600, 1_250, 800][n] ?? 100),
  note: ['Tickets for Saturday', 'My half of dinner', ''][n] ?? '',
  ...(n === 2 ? { state: 'declined' as const } : { state: 'open' as const }),
  asked_at: at(-DAY_MS * (n + 1)),
  expires_at: at(DAY_MS * (6 - n)),
}));

const view = () => ({ requests: structuredClone(scenario === 'empty' ? [] : list) });

/** What became of one. */
export function becomes(id: string, become: Partial<MoneyRequestState>): { requests: MoneyRequestState[] } {
  const place = list.findIndex((one) => one.id === id);
  const found = list[place];
  if (!found) throw refused('not_found');
  list[place] = { ...found, ...become } as MoneyRequestState;
  tell({ kind: 'wallet' });
  return view();
}

export const requests = {
  money_requests() {
    if (state.session.connectivity === 'offline') throw refused('offline');
    return view();
  },
  request_money({ request, person, amount, note }) {
    const other = people.find((one) => one.id === person);
    if (!other) throw refused('not_found');
    if (state.session.connectivity === 'offline') throw refused('offline');
    list.unshift({
      id: request,
      incoming: false,
      other,
      other_masked_name: null,
      amount: fen(Math.round(Number(amount) * 100)),
      note: note.trim(),
      state: 'open',
      asked_at: at(0),
      expires_at: at(DAY_MS * 7),
    });
    tell({ kind: 'wallet' });
    return view();
  },
  decline_money_request: ({ request }) => becomes(request, { state: 'declined' }),
  withdraw_money_request: ({ request }) => becomes(request, { state: 'withdrawn' }),
} satisfies Partial<Answers>;
