/** The money of the platform in the mock: the books, frozen wallets, the record of what operators did. */
import type { FinanceAct } from '../../bindings/FinanceAct';
import type { FinanceProposal } from '../../bindings/FinanceProposal';
import type { FinanceResponse } from '../../bindings/FinanceResponse';
import type { FrozenWallet } from '../../bindings/FrozenWallet';
import type { TrialKind } from '../../bindings/TrialKind';
import type { Commands } from '../../data/api';
import { id, me, minutesAgo, people } from './make';
import { refused, scenario, tell } from './state';

type Answers = { [N in keyof Commands]: (args: Commands[N]['args']) => Commands[N]['result'] };

const ACT = 21;
const ORDER = 22;
const PROPOSAL = 23;
const TIP = 24;
const DAY = 1_440;
const empty = scenario === 'empty';
const fen = (n: number) => ({ amount: String(n), currency: 'CNY' as const });
const somebody = (n: number) => people[n % people.length] ?? me;
const WHY = 'Three cash-outs to one card that belongs to somebody else; the bank has asked.';

let frozen: FrozenWallet[] = empty
  ? []
  : [{ person: somebody(4), freeze: { since: minutesAgo(2 * DAY), reason: WHY } }];
let acts: FinanceAct[] = empty
  ? []
  : [
      { id: id(ACT, 1), kind: 'freeze', operator: me, person: somebody(4), reason: WHY, at: minutesAgo(2 * DAY) },
      {
        id: id(ACT, 2),
        kind: 'lift',
        operator: somebody(6),
        person: somebody(2),
        reason: '本人已到场核对证件，账号确为本人使用。',
        at: minutesAgo(9 * DAY),
      },
      {
        id: id(ACT, 3),
        kind: 'freeze',
        operator: me,
        person: somebody(2),
        reason: 'Reported as stolen by its owner by telephone.',
        at: minutesAgo(10 * DAY),
      },
    ];

let proposals: FinanceProposal[] = empty
  ? []
  : [
      {
        id: id(PROPOSAL, 1),
        kind: 'adjustment',
        person: somebody(2),
        amount: fen(-1_250),
        tips: 0,
        refunded: 0,
        ground: null,
        reference: 'case 4417',
        reason: 'The same top-up was booked by hand twice.',
        proposed_by: somebody(6),
        proposed_at: minutesAgo(130),
        expires_at: minutesAgo(-2.5 * DAY),
        state: 'open',
        decided_by: null,
        decided_at: null,
        answer: '',
      },
      {
        id: id(PROPOSAL, 2),
        kind: 'refund',
        person: somebody(5),
        amount: fen(2_188),
        tips: 3,
        refunded: 3,
        ground: 'attested',
        reference: '家长来信 2026-11-20',
        reason: '家长来信说明这些打赏是孩子用其手机付的。',
        proposed_by: me,
        proposed_at: minutesAgo(4 * DAY),
        expires_at: minutesAgo(DAY),
        state: 'approved',
        decided_by: somebody(6),
        decided_at: minutesAgo(3 * DAY),
        answer: '已核对来信与户口簿。',
      },
    ];

/** What is proposed by oneself waits for somebody else. */
function propose(
  part: Pick<FinanceProposal, 'id' | 'kind' | 'amount' | 'tips' | 'ground' | 'reference' | 'reason'>,
  whose: string,
) {
  const person = people.find((one) => one.id === whose);
  if (!person) throw refused('not_found');
  if (part.reference.trim() === '') throw refused('invalid', [{ field: 'reference', rule: 'required' }]);
  if ([...part.reason].length < 10) throw refused('invalid', [{ field: 'note', rule: 'too_small' }]);
  const made: FinanceProposal = {
    ...part,
    person,
    refunded: 0,
    proposed_by: me,
    proposed_at: minutesAgo(0),
    expires_at: minutesAgo(-3 * DAY),
    state: 'open',
    decided_by: null,
    decided_at: null,
    answer: '',
  };
  proposals = [made, ...proposals];
  tell({ kind: 'sheets' });
  return made;
}

const line = (kind: TrialKind, accounts: number, arrived: number, left: number) => ({
  kind,
  accounts,
  arrived: fen(arrived),
  left: fen(left),
  balance: fen(arrived - left),
  kept: fen(arrived - left),
});

function books(): FinanceResponse {
  const off = scenario === 'books_off' ? 1 : 0;
  return {
    trial: [
      line('person', 1_204, 9_120_400, 4_810_160 + off),
      line('escrow', 1, 4_204_060, 4_188_220),
      line('sandbox', 1, 310_000, 4_638_580),
      line('platform', 1, 0, 0),
      line('receivable', 2, 1_500, 4_000),
      line('adjustment', 1, 0, 0),
    ],
    sum: fen(-off),
    journals: 8_204,
    escrow: empty
      ? []
      : [
          { kind: 'tip', count: 41, sum: fen(10_840), oldest_at: minutesAgo(1_390) },
          { kind: 'cash_out', count: 2, sum: fen(5_000), oldest_at: minutesAgo(64) },
        ],
    debts: empty ? 0 : 1,
    owed: fen(empty ? 0 : 2_500),
    debtors: empty ? [] : [{ person: somebody(5), owed: fen(2_500) }],
    checkpoint: empty ? null : { seq: 8_190, made_at: minutesAgo(22) },
    frozen,
    proposals,
    acts,
    reconciliations: empty
      ? []
      : [
          { day: 20_261_126, made_at: minutesAgo(500), lines: 118, matched: 118, differences: [] },
          {
            day: 20_261_125,
            made_at: minutesAgo(500 + DAY),
            lines: 97,
            matched: 96,
            differences: [
              { order: id(ORDER, 1), kind: 'open_case', here: null, there: fen(5_001) },
              { order: id(ORDER, 2), kind: 'not_at_provider', here: fen(2_000), there: null },
            ],
          },
        ],
  };
}

export const finance = {
  finance: () => ({ read: books(), as_of: minutesAgo(0) }),
  person_finance: ({ person }) => ({
    frozen: frozen.find((one) => one.person.id === person)?.freeze ?? null,
    owed: fen(person === somebody(5).id ? 2_500 : 0),
    acts: acts.filter((act) => act.person.id === person),
  }),
  freeze_wallet({ id: act, person: whose, frozen: becomes, reason }) {
    if ([...reason].length < 10) throw refused('invalid', [{ field: 'note', rule: 'too_small' }]);
    const person = people.find((one) => one.id === whose);
    if (!person) throw refused('not_found');
    if (frozen.some((one) => one.person.id === whose) === becomes) throw refused('stale');
    const at = minutesAgo(0);
    frozen = becomes
      ? [...frozen, { person, freeze: { since: at, reason } }]
      : frozen.filter((one) => one.person.id !== whose);
    const done: FinanceAct = { id: act, kind: becomes ? 'freeze' : 'lift', operator: me, person, reason, at };
    acts = [done, ...acts];
    tell({ kind: 'sheets' });
    return done;
  },
  look_at_tips({ person, reason }) {
    if ([...reason].length < 10) throw refused('invalid', [{ field: 'note', rule: 'too_small' }]);
    const tips = empty || person === me.id ? [] : [1, 2, 3, 4];
    return {
      tips: tips.map((n) => ({
        tip: id(TIP, n),
        post: id(3, n),
        payee: somebody(n),
        amount: fen(88 * n),
        at: minutesAgo(n * 700),
        held: n === 1,
      })),
      is_minor: false,
    };
  },
  propose_adjustment({ id: proposal, person, amount, give, reference, reason }) {
    const sum = Math.round(Number(amount) * 100);
    if (!(sum > 0)) throw refused('invalid', [{ field: 'amount', rule: 'malformed' }]);
    const asks = { id: proposal, kind: 'adjustment' as const, amount: fen(give ? sum : -sum), tips: 0, ground: null };
    return propose({ ...asks, reference, reason }, person);
  },
  propose_refund({ id: proposal, person, tips, ground, reference, reason }) {
    if (ground === 'proven') throw refused('invalid', [{ field: 'tips', rule: 'mismatch' }]);
    const asks = { id: proposal, kind: 'refund' as const, amount: fen(88 * tips.length), tips: tips.length, ground };
    return propose({ ...asks, reference, reason }, person);
  },
  decide_finance({ id: decided, approve, answer }) {
    if ([...answer].length < 10) throw refused('invalid', [{ field: 'note', rule: 'too_small' }]);
    const found = proposals.find((one) => one.id === decided);
    if (!found) throw refused('not_found');
    const done: FinanceProposal = {
      ...found,
      state: approve ? 'approved' : 'refused',
      refunded: approve ? found.tips : 0,
      decided_by: me,
      decided_at: minutesAgo(0),
      answer,
    };
    proposals = proposals.map((one) => (one.id === decided ? done : one));
    tell({ kind: 'sheets' });
    return done;
  },
} satisfies Partial<Answers>;
