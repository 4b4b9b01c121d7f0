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
await readAhead([
  ['session', null],
  ['settings', null],
  ['list_circles', { joined: true, query: '' }],
  ['timeline', { feed: { kind: 'home' }, from, limit }],
  ['outbox', null],
  ['relations', null],
]);
const target = document.getElementById('app');
if (target) mount(App, { target });
