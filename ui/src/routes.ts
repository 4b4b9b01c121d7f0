/** Addresses of screens. Pure: text to route and back. Unknown text is `missing`, never a guess. */

export type Route =
  | {
      page:
        | 'home'
        | 'discover'
        | 'friends'
        | 'me'
        | 'wallet'
        | 'outbox'
        | 'known'
        | 'signin'
        | 'standings'
        | 'duties'
        | 'apply'
        | 'console'
        | 'finance'
        | 'missing';
    }
  | {
      page:
        'circle' | 'post' | 'person' | 'tip' | 'receipt' | 'transfer' | 'transfer-receipt' | 'pay' | 'run' | 'order';
      id: string;
    }
  | { page: 'compose'; id: string | null }
  | { page: 'settings'; id?: SettingsPlace };

/** A section of the settings that is linked to. */
export type SettingsPlace = 'devices';

export type PageName = Route['page'];

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** From the part behind `#`. */
export function parseRoute(hash: string): Route {
  const [page = '', id, ...rest] = hash.replace(/^#?\/?/, '').split('/');
  if (rest.length > 0) return { page: 'missing' };
  switch (page) {
    case '':
      return { page: 'home' };
    case 'home':
    case 'discover':
    case 'friends':
    case 'me':
    case 'wallet':
    case 'outbox':
    case 'known':
    case 'signin':
    case 'standings':
    case 'duties':
    case 'apply':
    case 'console':
    case 'finance':
      return id === undefined ? { page } : { page: 'missing' };
    case 'circle':
    case 'post':
    case 'person':
    case 'tip':
    case 'receipt':
    case 'transfer':
    case 'transfer-receipt':
    case 'pay':
    case 'run':
    case 'order':
      return id !== undefined && UUID.test(id) ? { page, id } : { page: 'missing' };
    case 'settings':
      if (id === undefined) return { page };
      return id === 'devices' ? { page, id } : { page: 'missing' };
    case 'compose':
      if (id === undefined || id === '') return { page, id: null };
      return UUID.test(id) ? { page, id } : { page: 'missing' };
    default:
      return { page: 'missing' };
  }
}

/** To what goes behind `#`, with the `#`. */
export function href(route: Route): string {
  return 'id' in route && route.id ? `#/${route.page}/${route.id}` : `#/${route.page}`;
}
