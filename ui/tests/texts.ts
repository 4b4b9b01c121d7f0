// Tests have no page to find the texts in.
import { texts } from '../scripts/messages.mjs';

if (typeof document !== 'undefined') {
  const data = document.createElement('script');
  data.type = 'application/json';
  data.id = 'texts';
  data.textContent = JSON.stringify(texts());
  document.head.append(data);
}
