/** What those who run a circle do, in the mock: one circle's gates, people who ask, codes, rules. */
import type { Gate } from '../../bindings/Gate';
import type { Gates } from '../../bindings/Gates';
import type { GatesResponse } from '../../bindings/GatesResponse';
import type { Risk } from '../../bindings/Risk';
import type { Commands } from '../../data/api';
import { me, minutesAgo, people } from './make';
import { is } from './sketches';
import { circleView } from './circles';
import { mint, refused, state, tell } from './state';

type Answers = { [N in keyof Commands]: (args: Commands[N]['args']) => Commands[N]['result'] };
const person = (n: number) => people[n] ?? me;

const clauses = (gate: Gate): string[] =>
  'is' in gate
    ? [gate.is.kind]
    : 'not' in gate
      ? clauses(gate.not)
      : ('all' in gate ? gate.all : gate.any).flatMap(clauses);
const risksOf = ({ post }: Gates): Risk[] => (clauses(post).includes('gender') ? ['one_gender_is_paid'] : []);

function check({ post }: Gates): void {
  if ('any' in post && post.any.length === 0) throw refused('invalid', [{ field: 'post_gate', rule: 'contradiction' }]);
}

const held = new Map<string, GatesResponse>();
function gatesOf(circle: string): GatesResponse {
  const { card } = circleView(circle);
  if (!card.administers) throw refused('forbidden');
  const found = held.get(circle);
  if (found) return found;
  const now: GatesResponse = {
    circle,
    version: 2,
    gates: card.gates,
    risks: [],
    escrow_hours: 0,
    decides: true,
    proposal: {
      id: mint(),
      gates: { ...card.gates, post: is({ kind: 'age_at_most', years: 25 }) },
      risks: ['one_age_group_is_paid'],
      by: person(3),
      at: minutesAgo(90),
      may_approve: true,
    },
    allow: [person(2)],
    deny: [],
    history: [
      { version: 2, gates: card.gates, by: person(3), approved_by: null, at: minutesAgo(3_000) },
      {
        version: 1,
        gates: { ...card.gates, comment: is({ kind: 'score_at_least', score: 650 }) },
        by: null,
        approved_by: null,
        at: minutesAgo(300_000),
      },
    ],
  };
  held.set(circle, now);
  return now;
}

let candidates = [
  {
    person: person(5),
    note: 'I teach literature and miss reading without a pencil.',
    asked_at: minutesAgo(200),
    earlier_gate: true,
  },
  { person: person(7), note: '', asked_at: minutesAgo(40), earlier_gate: false },
];
let invitations = [
  { id: mint(), code: '7K3M-Q8RT-ZW2X', uses: 10, used: 4, revoked: false },
  { id: mint(), code: '0BD1-55TC-M9KA', uses: 1, used: 1, revoked: false },
].map((one) => ({ ...one, circle: '', made_by: me, made_at: minutesAgo(900), expires_at: minutesAgo(-9_000) }));

export const running = {
  members: () => ({
    members: people.map((one) => ({ person: one, standing: 'member' as const, role: 'member' as const })),
  }),
  get_gates: ({ circle }) => gatesOf(circle),
  simulate_gates({ gates }) {
    check(gates);
    const risks = risksOf(gates);
    const none = { before: 31_204, after: 31_204, gain: 0, lose: 0 };
    const post = clauses(gates.post).length > 0 ? { before: 31_204, after: 9_871, gain: 0, lose: 21_333 } : none;
    return {
      outcome: {
        members: 31_204,
        outsiders: 0,
        join: { before: 0, after: 0, gain: 0, lose: 0 },
        post,
        comment: none,
        examples:
          post.lose > 0
            ? [
                {
                  right: 'post' as const,
                  gains: false,
                  people: 12_806,
                  bands: [
                    { kind: 'gender' as const, is: 'male' as const },
                    { kind: 'score' as const, from: 700, to: 749 },
                  ],
                },
                {
                  right: 'post' as const,
                  gains: false,
                  people: 8_527,
                  bands: [
                    { kind: 'gender' as const, is: 'male' as const },
                    { kind: 'score' as const, from: 650, to: 699 },
                  ],
                },
              ]
            : [],
      },
      risks,
      escrow_hours: risks.length > 0 ? 72 : 0,
    };
  },
  propose_gates({ circle, gates }) {
    check(gates);
    const now = gatesOf(circle);
    const risks = risksOf(gates);
    const at = minutesAgo(0);
    if (risks.length > 0) {
      now.proposal = { id: mint(), gates, risks, by: me, at, may_approve: false };
    } else {
      now.version += 1;
      now.gates = gates;
      now.proposal = null;
      now.history = [{ version: now.version, gates, by: me, approved_by: null, at }, ...now.history];
      circleView(circle).card.gates = gates;
    }
    tell({ kind: 'circle', id: circle });
    return structuredClone(now);
  },
  decide_gates({ circle, approve }) {
    const now = gatesOf(circle);
    if (approve && now.proposal) {
      now.version += 1;
      now.gates = now.proposal.gates;
      now.history = [
        { version: now.version, gates: now.gates, by: now.proposal.by, approved_by: me, at: minutesAgo(0) },
        ...now.history,
      ];
    }
    now.proposal = null;
    tell({ kind: 'circle', id: circle });
    return structuredClone(now);
  },
  list_person({ circle, list, person: id, on }) {
    const now = gatesOf(circle);
    const others = now[list].filter((one) => one.id !== id);
    const found = people.find((one) => one.id === id);
    now[list] = on && found ? [...others, found] : others;
    return structuredClone(now);
  },
  admissions: () => ({ candidates }),
  decide_admission({ person: id, admit, reason }) {
    if (!admit && reason.trim() === '') throw refused('invalid', [{ field: 'note', rule: 'required' }]);
    candidates = candidates.filter((one) => one.person.id !== id);
    return { candidates };
  },
  invitations: () => ({ invitations }),
  invite({ circle, uses, days }) {
    const made = { id: mint(), code: '3XHN-PP80-V7WE', uses, used: 0, revoked: false, circle, made_by: me };
    invitations = [{ ...made, made_at: minutesAgo(0), expires_at: minutesAgo(-days * 1_440) }, ...invitations];
    return { invitations };
  },
  revoke_invitation({ invitation }) {
    invitations = invitations.map((one) => (one.id === invitation ? { ...one, revoked: true } : one));
    return { invitations };
  },
  find_invited({ code }) {
    const found = invitations.find((one) => one.code === code.toUpperCase());
    if (!found) throw refused('not_found');
    return circleView(state.circles[8]?.id ?? '');
  },
  accept_rules({ circle, version }) {
    const view = circleView(circle);
    view.card.acceptance.accepted = version;
    tell({ kind: 'circle', id: circle }, { kind: 'circles' });
    return structuredClone(view);
  },
  edit_rules({ circle, material }) {
    const view = circleView(circle);
    view.card.acceptance.current += 1;
    if (material) view.card.acceptance.needed = view.card.acceptance.current;
    tell({ kind: 'circle', id: circle });
    return structuredClone(view);
  },
} satisfies Partial<Answers>;
