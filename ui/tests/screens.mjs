// Every screen of the interface, as addresses of the mock.
const circle = (n) => `circle/00000002-0000-7000-8000-${n.toString(16).padStart(12, '0')}`;
const post = (n) => `post/00000003-0000-7000-8000-${n.toString(16).padStart(12, '0')}`;
const press = (testid) => ({ press: `[data-testid="${testid}"]` });

export const screens = [
  { name: 'home', hash: 'home' },
  { name: 'home-empty', hash: 'home', scenario: 'empty' },
  { name: 'home-offline', hash: 'home', scenario: 'offline' },
  { name: 'home-expired', hash: 'home', scenario: 'expired' },
  { name: 'home-broken', hash: 'home', scenario: 'broken' },
  { name: 'home-slow', hash: 'home', scenario: 'slow' },
  { name: 'home-failed', hash: 'home', scenario: 'failed' },
  { name: 'circle', hash: circle(0) },
  { name: 'circle-open', hash: circle(2) },
  { name: 'circle-outside', hash: circle(7) },
  { name: 'circle-closed', hash: circle(11) },
  { name: 'circle-menu', hash: circle(0), steps: [press('circle-menu')] },
  { name: 'post', hash: post(3) },
  { name: 'post-video', hash: post(1) },
  { name: 'post-missing', hash: 'post/00000003-0000-7000-8000-00000000ffff' },
  { name: 'post-editor', hash: 'me', steps: [press('post-menu'), press('post-edit')] },
  { name: 'viewer', hash: post(3), steps: [press('photo-open')] },
  { name: 'discover', hash: 'discover' },
  { name: 'person', hash: 'person/00000001-0000-7000-8000-000000000001' },
  { name: 'me', hash: 'me' },
  { name: 'profile-editor', hash: 'me', steps: [press('profile-edit')] },
  { name: 'shortcuts', hash: 'home', steps: [{ key: '?' }] },
  { name: 'missing', hash: 'nowhere' },
  { name: 'wallet', hash: 'wallet' },
  { name: 'outbox', hash: 'outbox', scenario: 'failed' },
  { name: 'settings', hash: 'settings' },
  { name: 'signin', hash: 'signin', scenario: 'signed_out' },
  { name: 'compose', hash: 'compose' },
  { name: 'tip', hash: post(0).replace('post', 'tip') },
];
