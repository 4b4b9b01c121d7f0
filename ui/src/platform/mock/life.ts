/** The life of circles in the mock: applications, the operators' console, the page of a circle. */
import type { ApplicationResponse } from '../../bindings/ApplicationResponse';
import type { ConsoleLine } from '../../bindings/ConsoleLine';
import type { Commands } from '../../data/api';
import { circles, id, me, minutesAgo, people } from './make';
import { circleView, owned, written } from './circles';
import { refused, scenario, state, tell } from './state';

type Answers = { [N in keyof Commands]: (args: Commands[N]['args']) => Commands[N]['result'] };

const APPLICATION = 20;
const empty = scenario === 'empty';
const open = { all: [] };
const application = (n: number, part: Partial<ApplicationResponse>): ApplicationResponse => ({
  id: id(APPLICATION, n),
  applicant: people[3] ?? me,
  own: false,
  asks: {
    name: 'Night Trains',
    name_zh: '夜车',
    category: 'life',
    introduction: 'What goes past the window of a sleeper.',
    introduction_zh: '卧铺车窗外掠过的一切。',
    rules: 'Be kind; criticise work, not people.\nNo faces of other passengers.\nNo advertising.',
    rules_zh: '友善待人，对事不对人。\n不拍其他乘客的脸。\n不发广告。',
    why: 'Nineteen of us swap these pictures by mail. Two of us have kept order in Living Overseas for a year.',
    gates: { joining: 'open', join: open, post: open, comment: open, preview: { kind: 'latest', count: 10 } },
  },
  risks: [],
  state: 'open',
  answer: '',
  at: minutesAgo(1_300),
  ...part,
});
let applications: ApplicationResponse[] = empty
  ? []
  : [
      application(1, {}),
      application(4, { asks: null, at: minutesAgo(2_900) }),
      application(2, {
        applicant: me,
        own: true,
        state: 'refused',
        answer: 'There is one already: Slow Tea. Its owner looks for a second person to keep order.',
        at: minutesAgo(30_000),
      }),
    ];
let lines: ConsoleLine[] = circles.map((circle, n) => ({
  circle: circle.id,
  name: circle.name,
  name_zh: circle.name_zh,
  state: circle.state,
  reason: circle.state_reason,
  export_until: null,
  find_percent: n === 9 ? 40 : 100,
  views_per_hour: n === 9 ? 200 : n === 10 ? 2_000 : 0,
  members: circle.member_count,
  keepers: n === 9 ? 1 : 3 + n,
  owner: n === 8 ? null : (people[n % people.length] ?? me),
  appeals: n === 8 && !empty ? 1 : 0,
  open_reports: n % 4,
  late_reports: n === 6 ? 2 : 0,
  keeps_up: n !== 9,
}));

const sheet = <T>(read: T) => ({ read, as_of: minutesAgo(0) });
function step(circle: string, change: Partial<ConsoleLine>): null {
  lines = lines.map((line) => (line.circle === circle ? { ...line, ...change } : line));
  const card = state.circles.find((one) => one.id === circle);
  if (card && change.state) Object.assign(card, { state: change.state, state_reason: change.reason ?? '' });
  tell({ kind: 'sheets' }, { kind: 'circle', id: circle });
  return null;
}

export const life = {
  applications: () => sheet({ applications }),
  console: () => sheet({ circles: lines, members_per_keeper: 2_000, export_s: 30 * 86_400 }),
  apply_for_circle({ id: applied, asks }) {
    if (asks.rules.trim() === '') throw refused('invalid', [{ field: 'rules', rule: 'required' }]);
    applications = [
      application(0, { id: applied, asks, applicant: me, own: true, at: minutesAgo(0) }),
      ...applications,
    ];
    tell({ kind: 'sheets' });
    return null;
  },
  decide_application({ id: decided, approve, answer }) {
    applications = applications.map((one) =>
      one.id === decided ? { ...one, state: approve ? 'approved' : 'refused', answer } : one,
    );
    tell({ kind: 'sheets' });
    return null;
  },
  step_circle({ circle, step: taken }) {
    switch (taken.kind) {
      case 'launch':
        return step(circle, { find_percent: taken.find_percent, views_per_hour: taken.views_per_hour });
      case 'freeze':
        return step(circle, { state: 'frozen', reason: taken.reason });
      case 'thaw':
        return step(circle, { state: 'open', reason: '' });
      case 'dissolve':
        return step(circle, { state: 'dissolving', reason: taken.reason, export_until: minutesAgo(-43_200) });
    }
  },
  heirs: () => ({
    heirs: people.slice(1, 6).map((person, n) => ({
      person,
      role: n === 0 ? ('admin' as const) : n < 3 ? ('moderator' as const) : ('member' as const),
    })),
  }),
  name_owner({ circle, person, reason }) {
    if (reason.trim() === '') throw refused('invalid', [{ field: 'note', rule: 'required' }]);
    const owner = people.find((one) => one.id === person) ?? null;
    return step(circle, { owner });
  },
  offer_circle({ circle, person }) {
    const { card } = circleView(circle);
    const to = people.find((one) => one.id === person) ?? me;
    Object.assign(card, { handover: { to, at: minutesAgo(0) } });
    tell({ kind: 'circle', id: circle });
    return circleView(circle);
  },
  end_handover({ circle }) {
    Object.assign(circleView(circle).card, { handover: null });
    tell({ kind: 'circle', id: circle });
    return circleView(circle);
  },
  take_over({ circle }) {
    Object.assign(circleView(circle).card, { handover: null });
    owned.add(circle);
    tell({ kind: 'circle', id: circle });
    return circleView(circle);
  },
  edit_circle({ circle, introduction, introduction_zh, modules }) {
    const { card } = circleView(circle);
    Object.assign(card, { introduction, introduction_zh });
    written.set(circle, modules);
    tell({ kind: 'circle', id: circle });
    return circleView(circle);
  },
  cover_staged: ({ circle }) => circleView(circle),
  take_along: () => ({ folder: '/home/lin/Downloads/Circles Campus Diary', posts: 12, files: 31, missed: 0 }),
} satisfies Partial<Answers> as Pick<
  Answers,
  | 'applications'
  | 'console'
  | 'apply_for_circle'
  | 'decide_application'
  | 'step_circle'
  | 'edit_circle'
  | 'heirs'
  | 'name_owner'
  | 'offer_circle'
  | 'end_handover'
  | 'take_over'
  | 'cover_staged'
  | 'take_along'
>;
