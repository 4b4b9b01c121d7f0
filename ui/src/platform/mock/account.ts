/** Session, settings and storage of the mock. */
import type { StorageView } from '../../bindings/StorageView';
import type { Commands } from '../../data/api';
import { me, minutesAgo } from './make';
import { refused, state, tell } from './state';

type Answers = { [N in keyof Commands]: (args: Commands[N]['args']) => Commands[N]['result'] };

export const account = {
  session: () => structuredClone(state.session),
  know_device() {
    state.session.new_device = null;
    tell({ kind: 'session' });
    return null;
  },
  sign_in() {
    state.session.state = 'signed_in';
    state.fresh = true;
    state.session.me ??= {
      byline: me,
      bio: '',
      masked_name: '林*',
      gender: 'female',
      adult: true,
      student: null,
      employed: true,
      overseas: null,
      score: 712,
      joined_at: minutesAgo(1),
      who_may_ask: 'circle_members',
      colour: 0,
      operator: false,
      shows_name: false,
      delete_at: null,
      tips_off: false,
      transfers_from_others: false,
    };
    tell({ kind: 'session' }, { kind: 'all' });
    return structuredClone(state.session);
  },
  cancel_sign_in() {
    state.session.state = 'signed_out';
    tell({ kind: 'session' });
    return null;
  },
  sign_out({ discard }) {
    if (state.outbox.length > 0 && !discard) throw refused('unsent');
    state.session.state = 'signed_out';
    state.session.me = null;
    tell({ kind: 'session' });
    return structuredClone(state.session);
  },
  devices: () => ({ devices: structuredClone(state.devices) }),
  sign_out_device({ device }) {
    state.devices = state.devices.filter((one) => one.id !== device);
    if (state.session.new_device?.id === device) state.session.new_device = null;
    tell({ kind: 'session' });
    return null;
  },
  sign_out_other_devices() {
    state.devices = state.devices.filter((one) => one.this || one.ended !== null);
    return null;
  },
  list_accounts: () => ({ accounts: structuredClone(state.accounts) }),
  switch_account({ person }) {
    for (const account of state.accounts) account.active = account.person.id === person;
    const active = state.accounts.find((account) => account.active);
    if (active && state.session.me) {
      state.session.me.byline = active.person;
      state.session.me.masked_name = active.masked_name;
      state.session.me.colour = active.colour;
    }
    tell({ kind: 'all' });
    return structuredClone(state.session);
  },
  settings: () => structuredClone(state.settings),
  save_settings({ settings }) {
    state.settings = settings;
    localStorage.setItem('mock.last_route', settings.last_route);
    tell({ kind: 'settings' });
    return settings;
  },
  delete_account({ give_up }) {
    if (state.frozen) throw refused('wallet_frozen');
    if (give_up.amount !== String(state.balance)) throw refused('balance_left');
    state.session.state = 'signed_out';
    state.session.me = null;
    tell({ kind: 'session' });
    return structuredClone(state.session);
  },
  storage: () => storage(312_400_000),
  clear_media: () => storage(0),
} satisfies Partial<Answers>;

function storage(media_bytes: number): StorageView {
  return {
    media_bytes,
    media_cap_bytes: state.settings.media_cap_bytes,
    cache_bytes: 18_400_000,
    outbox_bytes: 96_000,
    attachment_bytes: 4_100_000,
    cached_posts: 8_214,
  };
}
