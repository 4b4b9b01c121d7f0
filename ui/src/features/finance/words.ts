/** What the books call things. A kind of a newer server is called something else. */
import type { DifferenceKind } from '../../bindings/DifferenceKind';
import type { EscrowKind } from '../../bindings/EscrowKind';
import type { FinanceActKind } from '../../bindings/FinanceActKind';
import type { FinanceProposalKind } from '../../bindings/FinanceProposalKind';
import type { FinanceProposalState } from '../../bindings/FinanceProposalState';
import type { FinanceResponse } from '../../bindings/FinanceResponse';
import type { Ground } from '../../bindings/Ground';
import type { TrialKind } from '../../bindings/TrialKind';
import * as m from '../../messages';

type Words = () => string;

export const trialWords = (kind: TrialKind): string => m.named(`finance_kind_${kind}`) ?? m.finance_kind_unknown();

export const escrowWords = (kind: EscrowKind): string =>
  kind === 'unknown' ? m.finance_kind_unknown() : (m.named(`finance_escrow_${kind}`) ?? m.finance_kind_unknown());

export const actWords = (kind: FinanceActKind): string => m.named(`finance_act_${kind}`) ?? m.finance_act_unknown();

export const differenceWords = (kind: DifferenceKind): string =>
  m.named(`finance_difference_${kind}`) ?? m.finance_difference_unknown();

const proposals: Record<FinanceProposalKind, Words> = {
  adjustment: m.finance_adjust,
  refund: m.finance_refund,
  unknown: m.finance_act_unknown,
};
export const proposalWords = (kind: FinanceProposalKind): string => (proposals[kind] ?? proposals.unknown)();

export const stateWords = (state: FinanceProposalState): string =>
  state === 'unknown' ? m.finance_kind_unknown() : (m.named(`finance_state_${state}`) ?? m.finance_kind_unknown());
export const stateLook: Record<FinanceProposalState, string> = {
  open: 'info',
  approved: 'ok',
  refused: 'bad',
  expired: 'warn',
  unknown: '',
};

const grounds: Record<Ground, Words> = { proven: m.finance_ground_proven, attested: m.finance_ground_attested };
export const groundWords = (ground: Ground): string => grounds[ground]();

/** `20261127` as `2026-11-27`. */
export const civilDay = (day: number): string =>
  `${Math.floor(day / 10_000)}-${String(Math.floor(day / 100) % 100).padStart(2, '0')}-${String(day % 100).padStart(2, '0')}`;

/** Whether the books are as they must be: all of it zero together, and what is kept beside the postings their sum. */
export const addsUp = ({ sum, trial: lines }: Pick<FinanceResponse, 'sum' | 'trial'>): boolean =>
  BigInt(sum.amount) === 0n && lines.every(({ balance, kept }) => balance.amount === kept.amount);
