// Tests have no page to find the texts in.
import { texts } from '../scripts/messages.mjs';

if (typeof document !== 'undefined') {
  for (const [part, held] of Object.entries(texts())) {
    const data = document.createElement('script');
    data.type = 'application/json';
    data.id = `texts-${part}`;
    data.textContent = JSON.stringify(held);
    document.head.append(data);
  }
}
