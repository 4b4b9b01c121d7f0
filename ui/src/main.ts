import './styles/fonts.css';
import './styles/tokens.css';
import './styles/base.css';
import './styles/controls.css';
import { mount } from 'svelte';
import App from './App.svelte';
import { readAhead } from './data/ahead';
import { keptPlace } from './features/feed/place';
import { newest } from './features/feed/span';

const { from, limit } = keptPlace('home') ?? newest();
void readAhead(
  [
    ['session', null],
    ['settings', null],
    ['timeline', { feed: { kind: 'home' }, from, limit }],
  ],
  [
    ['list_circles', { joined: true, query: '' }],
    ['outbox', null],
    ['relations', null],
  ],
).then(() => {
  const target = document.getElementById('app');
  if (target) mount(App, { target });
});
