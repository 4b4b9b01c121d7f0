/** Circles of the mock: looking at them, joining and leaving. */
import type { CircleView } from '../../bindings/CircleView';
import type { Modules } from '../../bindings/Modules';
import type { Commands } from '../../data/api';
import { circles, minutesAgo, rules, rulesZh } from './make';
import { refused, scenario, state, tell } from './state';

type Answers = { [N in keyof Commands]: (args: Commands[N]['args']) => Commands[N]['result'] };

/** What was written on the page of a circle, instead of what stands there. */
export const written = new Map<string, Modules>();
const standing: Modules = {
  read_first: 'Everyone may read. Say where and when your picture was taken, never who is in it.',
  read_first_zh: '人人可读。写明照片的时间和地点，不写照片里是谁。',
  how_it_works: 'One post a day is plenty. Moderators answer within a day.',
  how_it_works_zh: '一天一帖足矣。版主一天之内回复。',
  penalties: 'First the post goes, with the rule it broke. A second time you are muted for a week.',
  penalties_zh: '第一次移除帖子并注明所违反的规则；第二次禁言一周。',
};

/** Circles that oneself owns. */
export const owned = new Set<string>(scenario === 'owner' ? [circles[4]?.id ?? ''] : []);

export function circleView(id: string): CircleView {
  const card = state.circles.find((one) => one.id === id);
  if (!card) throw refused('not_found');
  const pins = card.standing === 'moderator' ? state.posts.filter((post) => post.circle === id).slice(2, 3) : [];
  const keeper = card.standing === 'moderator' ? ('admin' as const) : ('member' as const);
  const role = owned.has(id) ? ('owner' as const) : keeper;
  const export_until = card.state === 'dissolving' ? minutesAgo(-43_200) : null;
  const modules = written.get(id) ?? standing;
  const [find_percent, views_per_hour] = card.id === state.circles[6]?.id ? [40, 200] : [100, 0];
  return {
    card,
    rules,
    rules_zh: rulesZh,
    standing_until: null,
    export_until,
    find_percent,
    views_per_hour,
    modules,
    role,
    pins,
  };
}

function stand(circle: string, standing: 'member' | 'none'): CircleView {
  if (state.session.connectivity === 'offline') throw refused('offline');
  const view = circleView(circle);
  view.card.standing = standing;
  tell({ kind: 'circles' }, { kind: 'circle', id: circle });
  return structuredClone(view);
}

export const circling = {
  list_circles({ joined, query }) {
    const wanted = query.trim().toLowerCase();
    const circles = state.circles.filter(
      (circle) =>
        (!joined || circle.standing !== 'none') &&
        [circle.name, circle.name_zh, circle.introduction, circle.introduction_zh].some((text) =>
          text.toLowerCase().includes(wanted),
        ),
    );
    return { circles, loaded: true };
  },
  get_circle: ({ circle }) => circleView(circle),
  open_circle({ circle }) {
    const { card } = circleView(circle);
    if (card.unread > 0) {
      card.unread = 0;
      tell({ kind: 'circle', id: circle });
    }
    return null;
  },
  join({ circle, note, invitation }) {
    const { card } = circleView(circle);
    if (card.gates.joining === 'request') {
      card.admission = {
        state: 'pending',
        note: note ?? '',
        reason: '',
        asked_at: minutesAgo(0),
        decided_at: null,
        again_at: null,
      };
      return stand(circle, 'none');
    }
    if (card.gates.joining === 'invitation' && invitation !== '7K3M-Q8RT-ZW2X')
      throw refused('invalid', [{ field: 'invitation', rule: invitation ? 'not_found' : 'required' }]);
    return stand(circle, 'member');
  },
  leave({ circle }) {
    circleView(circle).card.admission = null;
    return stand(circle, 'none');
  },
} satisfies Partial<Answers>;
