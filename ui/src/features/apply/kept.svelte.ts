/** What was typed into the form for a circle: it outlives the form, until it was sent or the app ends. */
import type { ApplicationRequest } from '../../bindings/ApplicationRequest';
import { CATEGORIES } from '../discover/categories';

const empty = (): ApplicationRequest => ({
  name: '',
  name_zh: '',
  category: CATEGORIES[0] ?? '',
  introduction: '',
  introduction_zh: '',
  rules: '',
  rules_zh: '',
  why: '',
  gates: {
    joining: 'open',
    join: { all: [] },
    post: { all: [] },
    comment: { all: [] },
    preview: { kind: 'latest', count: 10 },
  },
});

export const kept = $state({ asks: empty() });

export function forget(): void {
  kept.asks = empty();
}

/** What cannot be left out, in the order of the form. */
export const NEEDED = ['name', 'introduction', 'rules', 'why'] as const;
export type Needed = (typeof NEEDED)[number];

/** What is missing of what is asked. */
export const missingOf = (asks: ApplicationRequest): Needed[] => NEEDED.filter((key) => asks[key].trim() === '');
