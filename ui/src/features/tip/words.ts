/** Sentences of the tip page that depend on more than one thing. */
import type { CommandError } from '../../bindings/CommandError';
import type { LimitState } from '../../bindings/LimitState';
import type { TipProblem } from '../../bindings/TipProblem';
import type { TipRefusal } from '../../bindings/TipRefusal';
import { commandText, errorText, invalidText } from '../../errors';
import { clock, date, moment, money } from '../../format';
import * as m from '../../messages';
import { now } from '../../now.svelte';
import { left, type Obstacle } from './phase';

/** Why a step did not work, and that no money moved. */
export function problemText(problem: CommandError | TipProblem): string {
  // The last try of a row is wrong and begins the pause.
  const paused = problem.code === 'pin_paused' || (problem.code === 'pin_wrong' && problem.tries_left === 0);
  if (paused && problem.retry_after !== null) {
    return m.tip_pin_paused({ count: Math.max(1, Math.ceil(problem.retry_after / 60)) });
  }
  if (problem.code === 'pin_wrong') {
    return problem.tries_left === null ? m.tip_pin_wrong() : m.tip_pin_wrong_tries({ count: problem.tries_left });
  }
  if (problem.code === 'offline') return m.tip_offline();
  if ('fields' in problem) {
    const [first] = problem.fields;
    return first ? invalidText(first) : errorText(problem);
  }
  return commandText(problem.code);
}

/** Why it cannot be paid as it is, and what could be. */
export function obstacleText(obstacle: Obstacle): string {
  if (obstacle.kind === 'balance') return m.tip_hindered_balance();
  const time = obstacle.until === null ? '' : moment(obstacle.until, now());
  const said = { left: money(obstacle.left), time };
  switch (obstacle.kind) {
    case 'platform':
      return m.tip_hindered_platform(said);
    case 'tip':
      return m.tip_hindered_own_tip({ limit: money(obstacle.limit) });
    case 'day':
      return m.tip_hindered_own_day(said);
    case 'month':
      return m.tip_hindered_own_month(said);
  }
}

/** What is left of the limit that refused a tip, and until when; nothing for other refusals. */
export function leftText(refusal: TipRefusal | null, limits: LimitState[]): string {
  const kind = refusal === 'own_daily_limit' ? 'day' : refusal === 'own_monthly_limit' ? 'month' : null;
  const found = limits.find((limit) => limit.kind === kind);
  if (!found?.limit || !found.ends_at) return '';
  const amount = money(left({ limit: found.limit, spent: found.spent }));
  return m.limits_left({ amount, time: moment(found.ends_at, now()) });
}

/** `22 Nov 2026 14:36:08`: on a receipt seconds count. */
export function receiptTime(timestamp: string): string {
  const seconds = new Date(timestamp).getSeconds();
  return `${date(timestamp)} ${clock(timestamp)}:${String(seconds).padStart(2, '0')}`;
}

/** The last twelve digits of an id in groups of four, which tell it from others and can be read aloud. */
export const shortId = (id: string): string =>
  (
    id
      .replaceAll('-', '')
      .slice(-12)
      .toUpperCase()
      .match(/.{1,4}/g) ?? []
  ).join(' ');
