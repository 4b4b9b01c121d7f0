/** People of the mock, and oneself among them. */
import type { ProfileView } from '../../bindings/ProfileView';
import type { Commands } from '../../data/api';
import { me, minutesAgo, people } from './make';
import { relationTo } from './relations';
import { refused, scenario, state, tell } from './state';

type Answers = { [N in keyof Commands]: (args: Commands[N]['args']) => Commands[N]['result'] };

function profileOf(person: string | null): ProfileView {
  const byline = people.find((one) => one.id === (person ?? me.id));
  if (!byline) throw refused('not_found');
  const own = byline.id === me.id;
  const stranger = !own && scenario === 'stranger';
  return {
    byline: own ? (state.session.me?.byline ?? byline) : byline,
    bio: own
      ? (state.session.me?.bio ?? '')
      : stranger
        ? ''
        : 'Designer, first winter abroad. I photograph breakfasts and the people who make them.',
    joined_at: stranger ? null : minutesAgo(400_000),
    shared_circles: stranger ? [] : state.circles.filter((circle) => circle.standing !== 'none').slice(0, own ? 99 : 3),
    post_count: stranger ? 0 : state.posts.filter((post) => post.author.id === byline.id).length,
    own,
    relation: own ? { kind: 'none' } : relationTo(byline.id),
    legal_name: byline.id === people[9]?.id ? '梅示例' : null,
    may_ask: byline.id === people[5]?.id ? { kind: 'not_among_those' } : { kind: 'yes' },
    may_send: !own && (relationTo(byline.id).kind === 'friend' || byline.id === people[6]?.id),
  };
}

function worn(avatar: string | null) {
  const { me: oneself } = state.session;
  if (oneself) oneself.byline = { ...oneself.byline, avatar };
  tell({ kind: 'session' }, { kind: 'person', id: me.id });
  return profileOf(null);
}

export const profiles = {
  profile: ({ person }) => profileOf(person),
  edit_profile({ display_name, bio }) {
    if (display_name.trim() === '') throw refused('invalid', [{ field: 'display_name', rule: 'required' }]);
    const { me: oneself } = state.session;
    if (oneself) {
      oneself.byline = { ...oneself.byline, display_name };
      oneself.bio = bio;
    }
    tell({ kind: 'session' }, { kind: 'person', id: me.id });
    return profileOf(null);
  },
  avatar_staged() {
    return worn(state.circles[2]?.icon ?? null);
  },
  remove_avatar() {
    return worn(null);
  },
} satisfies Partial<Answers>;
