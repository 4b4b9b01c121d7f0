/** Words for claims, issuers and parts of the score. */
import type { AgeBand } from '../../bindings/AgeBand';
import type { ClaimKind } from '../../bindings/ClaimKind';
import type { ClaimResponse } from '../../bindings/ClaimResponse';
import type { Level } from '../../bindings/Level';
import type { Part } from '../../bindings/Part';
import type { Right } from '../../bindings/Right';
import * as m from '../../messages';

type Words = () => string;

export const kindWords: Record<ClaimKind, Words> = {
  legal_name: m.known_kind_legal_name,
  birth_date: m.known_kind_birth_date,
  gender: m.known_kind_gender,
  student: m.known_kind_student,
  employed: m.known_kind_employed,
  overseas: m.known_kind_overseas,
};

const bandWords: Record<AgeBand, Words> = {
  under18: m.known_age_under18,
  from18: m.known_age_from18,
  from25: m.known_age_from25,
  from35: m.known_age_from35,
  from50: m.known_age_from50,
};

/** What the claim says, as far as it may be said. */
export function valueText(claim: ClaimResponse, masked: string): string {
  if (claim.state === 'withdrawn') return m.known_value_withdrawn();
  if (claim.kind === 'legal_name') return masked;
  if (claim.age_band) return bandWords[claim.age_band]();
  if (claim.gender) return claim.gender === 'female' ? m.settings_claim_female() : m.settings_claim_male();
  return m.known_value_yes();
}

const issuers: Record<string, Words> = {
  'sandbox.register': m.known_issuer_register,
  'sandbox.university': m.known_issuer_university,
  'sandbox.employer': m.known_issuer_employer,
  'sandbox.consulate': m.known_issuer_consulate,
};
/** Who said so; an issuer that this version does not know is called by its own name. */
export const issuerText = (issuer: string): string => issuers[issuer]?.() ?? issuer;

export const rightWords: Record<Right, Words> = {
  join: m.known_right_join,
  post: m.known_right_post,
  comment: m.known_right_comment,
};

export const partWords: Record<Part, { name: Words; raises: Words }> = {
  identity: { name: m.known_part_identity, raises: m.known_raises_identity },
  account_age: { name: m.known_part_account_age, raises: m.known_raises_account_age },
  posts: { name: m.known_part_posts, raises: m.known_raises_posts },
  praise: { name: m.known_part_praise, raises: m.known_raises_praise },
  removed: { name: m.known_part_removed, raises: m.known_raises_removed },
  sanctions: { name: m.known_part_sanctions, raises: m.known_raises_sanctions },
};

export const levelWords: Record<Level, { name: Words; sees: Words }> = {
  stranger: { name: m.known_level_stranger, sees: m.known_sees_stranger },
  member: { name: m.known_level_member, sees: m.known_sees_member },
  friend: { name: m.known_level_friend, sees: m.known_sees_friend },
};

/** What a claim lets through, circle by circle. */
export function byCircle(
  uses: ClaimResponse['used_by'],
): { id: string; name: string; zh: string; rights: Right[]; closes: Right[] }[] {
  const circles = new Map<string, { id: string; name: string; zh: string; rights: Right[]; closes: Right[] }>();
  for (const { circle, circle_name: name, circle_name_zh: zh, right, closes } of uses) {
    const found = circles.get(circle) ?? { id: circle, name, zh, rights: [], closes: [] };
    found.rights.push(right);
    if (closes) found.closes.push(right);
    circles.set(circle, found);
  }
  return [...circles.values()];
}
