/** What the pages of those who run a circle say: kinds of clauses, risks, examples in bands. */
import type { Band } from '../../bindings/Band';
import type { Example } from '../../bindings/Example';
import type { Risk } from '../../bindings/Risk';
import * as m from '../../messages';
import { roleText } from '../circle/words';
import type { Kind } from './tree';

const kinds: Record<Kind, () => string> = {
  gender: m.gates_kind_gender,
  student: m.gates_kind_student,
  employed: m.gates_kind_employed,
  overseas: m.gates_kind_overseas,
  age_at_least: m.gates_kind_age_at_least,
  age_at_most: m.gates_kind_age_at_most,
  score_at_least: m.gates_kind_score,
  account_age_at_least: m.gates_kind_account,
  membership_at_least: m.gates_kind_membership,
  role: m.gates_kind_role,
  allow_listed: m.gates_kind_allow,
  deny_listed: m.gates_kind_deny,
};

/** The kinds that a gate can ask for; a door cannot ask for what only members have. */
export const kindsFor = (door: boolean): Kind[] =>
  (Object.keys(kinds) as Kind[]).filter((kind) => !door || (kind !== 'role' && kind !== 'membership_at_least'));
export const kindText = (kind: Kind | 'unknown'): string =>
  kind === 'unknown' ? m.gates_kind_unknown() : kinds[kind]();

const risks: Record<Risk, () => string> = {
  one_gender_is_paid: m.gates_risk_gender,
  one_age_group_is_paid: m.gates_risk_age,
  unknown: m.gates_risk_unknown,
};
/** Why a combination is dangerous; a risk of a newer server degrades to a plain sentence. */
export const riskText = (risk: Risk): string => (risks[risk] ?? m.gates_risk_unknown)();

function span(from: number | null, to: number | null, none: string, some: (of: { range: string }) => string): string {
  if (from === null) return none;
  return some({ range: to === null ? m.gates_band_from({ from }) : m.gates_band_range({ from, to }) });
}

/** One thing that is known of everyone in a group. */
export function bandText(band: Band): string {
  switch (band.kind) {
    case 'gender':
      return band.is === 'female'
        ? m.gates_band_female()
        : band.is === 'male'
          ? m.gates_band_male()
          : m.gates_band_gender_none();
    case 'student':
      return band.is ? m.gates_band_student() : m.gates_band_student_not();
    case 'employed':
      return band.is ? m.gates_band_employed() : m.gates_band_employed_not();
    case 'overseas':
      return band.is ? m.gates_band_overseas() : m.gates_band_overseas_not();
    case 'age':
      return span(band.from, band.to, m.gates_band_age_none(), m.gates_band_age);
    case 'score':
      return span(band.from, band.to, m.gates_band_score_none(), m.gates_band_score);
    case 'account_days':
      return span(band.from, band.to, '', m.gates_band_account);
    case 'member_days':
      return span(band.from, band.to, m.gates_band_member_none(), m.gates_band_member);
    case 'role':
      return band.is ? m.gates_band_role({ who: roleText(band.is) }) : m.gates_band_member_none();
    case 'allow_listed':
      return band.is ? m.gates_band_allow() : m.gates_band_allow_not();
    case 'deny_listed':
      return band.is ? m.gates_band_deny() : m.gates_band_deny_not();
  }
}

/** What would change for people of an example. */
export const deedText = ({ right, gains }: Example): string =>
  m.named(`gates_${gains ? 'gain' : 'lose'}_${right}`) ?? '';
