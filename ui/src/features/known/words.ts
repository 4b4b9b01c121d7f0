/** Words for claims, issuers and parts of the score. */
import type { ClaimKind } from '../../bindings/ClaimKind';
import type { ClaimResponse } from '../../bindings/ClaimResponse';
import type { Level } from '../../bindings/Level';
import type { Part } from '../../bindings/Part';
import type { Right } from '../../bindings/Right';
import * as m from '../../messages';

type Words = () => string;

export const kindWords = (kind: ClaimKind): string => m.named(`known_kind_${kind}`) ?? '';

/** What the claim says, as far as it may be said. */
export function valueText(claim: ClaimResponse, masked: string): string {
  if (claim.state === 'withdrawn') return m.known_value_withdrawn();
  if (claim.kind === 'legal_name') return masked;
  if (claim.age_band) return m.named(`known_age_${claim.age_band}`) ?? '';
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

export const rightWords = (right: Right): string => m.named(`known_right_${right}`) ?? '';

export const partName = (part: Part): string => m.named(`known_part_${part}`) ?? '';
/** What raises it, or lowers it. */
export const raisesText = (part: Part): string => m.named(`known_raises_${part}`) ?? '';

export const levelName = (level: Level): string => m.named(`known_level_${level}`) ?? '';
/** What somebody so close sees. */
export const seesText = (level: Level): string => m.named(`known_sees_${level}`) ?? '';

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
