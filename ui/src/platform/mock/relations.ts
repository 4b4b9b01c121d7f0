/** Friends, friend requests and blocks of the mock. */
import type { Byline } from '../../bindings/Byline';
import type { Relation } from '../../bindings/Relation';
import type { Commands } from '../../data/api';
import { me, minutesAgo, people } from './make';
import { mint, refused, scenario, state, tell } from './state';

type Answers = { [N in keyof Commands]: (args: Commands[N]['args']) => Commands[N]['result'] };

const DAY = 24 * 60;
const waiting = (note: string, minutes: number) => ({
  request: mint(),
  note,
  asked_at: minutesAgo(minutes),
  expires_at: minutesAgo(minutes - 30 * DAY),
});
const known = (n: number): Byline => people[n] as Byline;

/** How the people of the mock stand to oneself. */
const stands = new Map<string, Relation>(
  scenario === 'empty'
    ? []
    : [
        [known(3).id, { kind: 'friend', since: minutesAgo(90 * DAY), masked_name: '周*' }],
        [known(9).id, { kind: 'friend', since: minutesAgo(12 * DAY), masked_name: '梅*' }],
        [known(4).id, { kind: 'asks', ...waiting('We met at the tasting in Hongkou. 茶会上坐你旁边的那个。', 300) }],
        [known(6).id, { kind: 'asks', ...waiting('', 2 * DAY) }],
        [known(7).id, { kind: 'asked', ...waiting('Your osprey made my week.', DAY) }],
        [known(8).id, { kind: 'not_accepted', again_at: minutesAgo(-20 * DAY) }],
      ],
);
/** Posts and comments of whom one blocked are put aside, to come back. */
const aside = new Map<string, typeof state.posts>();

export const relationTo = (person: string): Relation => stands.get(person) ?? { kind: 'none' };

function set(person: string, relation: Relation): null {
  if (state.session.connectivity === 'offline') throw refused('offline');
  if (relation.kind === 'none') stands.delete(person);
  else stands.set(person, relation);
  tell({ kind: 'relations' }, { kind: 'person', id: person });
  return null;
}

function of(request: string): string {
  for (const [person, relation] of stands) if ('request' in relation && relation.request === request) return person;
  throw refused('not_found');
}

export const relations = {
  relations() {
    const all = [...stands].map(([id, relation]) => ({
      person: people.find((one) => one.id === id) as Byline,
      relation,
    }));
    const requests = (kind: 'asks' | 'asked') =>
      all.flatMap(({ person, relation }) => (relation.kind === kind ? [{ person, waiting: relation }] : []));
    return {
      friends: all.flatMap(({ person, relation }) => (relation.kind === 'friend' ? [{ person, ...relation }] : [])),
      incoming: requests('asks'),
      outgoing: requests('asked'),
      blocked: all.flatMap(({ person, relation }) => (relation.kind === 'blocked' ? [{ person, ...relation }] : [])),
      loaded: true,
    };
  },
  new_friend_request: () => ({ request: mint() }),
  ask_friend({ request, person, note }) {
    if ([...note].length > 200) throw refused('invalid', [{ field: 'note', rule: 'too_large' }]);
    return set(person, { kind: 'asked', ...waiting(note, 0), request });
  },
  answer_friend({ request, answer }) {
    const friend: Relation = { kind: 'friend', since: minutesAgo(0), masked_name: '贝*' };
    return set(of(request), answer === 'accept' ? friend : { kind: 'none' });
  },
  withdraw_friend: ({ request }) => set(of(request), { kind: 'none' }),
  end_friendship: ({ person }) => set(person, { kind: 'none' }),
  block({ person }) {
    set(person, { kind: 'blocked', since: minutesAgo(0) });
    aside.set(person, state.posts);
    state.posts = state.posts.filter((post) => post.author.id !== person);
    tell({ kind: 'all' });
    return null;
  },
  unblock({ person }) {
    set(person, { kind: 'none' });
    state.posts = aside.get(person) ?? state.posts;
    tell({ kind: 'all' });
    return null;
  },
  choose_who_may_ask({ who }) {
    if (state.session.connectivity === 'offline') throw refused('offline');
    if (state.session.me) state.session.me.who_may_ask = who;
    tell({ kind: 'session' }, { kind: 'person', id: me.id });
    return null;
  },
} satisfies Partial<Answers>;
