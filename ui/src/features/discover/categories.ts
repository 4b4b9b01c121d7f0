/** Interests of circles. One that this version does not know is still shown, under `other`. */
import type { CircleCardView } from '../../bindings/CircleCardView';
import * as m from '../../messages';

const words: Record<string, () => string> = {
  life: m.category_life,
  study: m.category_study,
  work: m.category_work,
  family: m.category_family,
  culture: m.category_culture,
  tech: m.category_tech,
  food: m.category_food,
  outdoors: m.category_outdoors,
};

/** The interests that a circle can be applied for in. */
export const CATEGORIES = Object.keys(words);

export const categoryText = (category: string): string => (words[category] ?? m.category_other)();

/** Those that occur, in a fixed order. */
export function categoriesOf(circles: CircleCardView[]): string[] {
  const present = new Set(circles.map((circle) => circle.category));
  const known = Object.keys(words);
  return [...known.filter((one) => present.has(one)), ...[...present].filter((one) => !known.includes(one)).sort()];
}
