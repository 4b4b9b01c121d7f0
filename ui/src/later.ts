/** The pages that no start has to wait for. */
import Apply from './features/apply/Page.svelte';
import Composer from './features/composer/Page.svelte';
import Console from './features/console/Page.svelte';
import Discover from './features/discover/Page.svelte';
import Duties from './features/order/Duties.svelte';
import Finance from './features/finance/Page.svelte';
import Friends from './features/friends/Page.svelte';
import Gates from './features/gates/Page.svelte';
import Known from './features/known/Page.svelte';
import Order from './features/order/Page.svelte';
import Outbox from './features/outbox/Page.svelte';
import Pay from './features/request/Pay.svelte';
import Person from './features/person/Page.svelte';
import Post from './features/post/Page.svelte';
import Receipt from './features/receipt/Page.svelte';
import TransferReceipt from './features/receipt/Transfer.svelte';
import Settings from './features/settings/Page.svelte';
import Standings from './features/standings/Page.svelte';
import Tip from './features/tip/Page.svelte';
import Transfer from './features/transfer/Page.svelte';
import Wallet from './features/wallet/Page.svelte';

export const later = {
  discover: Discover,
  friends: Friends,
  post: Post,
  person: Person,
  me: Person,
  compose: Composer,
  tip: Tip,
  transfer: Transfer,
  pay: Pay,
  run: Gates,
  order: Order,
  known: Known,
  wallet: Wallet,
  receipt: Receipt,
  'transfer-receipt': TransferReceipt,
  outbox: Outbox,
  settings: Settings,
  standings: Standings,
  duties: Duties,
  apply: Apply,
  console: Console,
  finance: Finance,
};
