/**
 * Every command, typed, in one place. Names, arguments and results are those of the engine (`bindings/` is generated
 * from it). Promises: a rejected call rejects with a `CommandError`. Does not: cache, retry or show anything.
 */
import type { CommandCode } from '../bindings/CommandCode';
import type { CommandError } from '../bindings/CommandError';
import type { Commands as OfEngine } from '../bindings/commands';
import type { CircleView } from '../bindings/CircleView';
import type { DraftView } from '../bindings/DraftView';
import type { Export } from '../bindings/Export';
import type { ExportView } from '../bindings/ExportView';
import type { ProfileView } from '../bindings/ProfileView';
import type { TakenView } from '../bindings/TakenView';
import { invoke } from '../platform';

/** A file that was staged through the shell, for a draft. */
export type AttachStagedArgs = { post: string; staged: string; name: string };
/** One that was staged to be one's picture. */
export type AvatarStagedArgs = { staged: string };

/** A photograph that was staged through the shell, as the cover of a circle. */
export type CoverStagedArgs = { circle: string; staged: string };

/** From which circle the shell writes one's own posts into the folder of downloads. */
export type TakeAlongArgs = { circle: string };
/** A file of one's own money, under the name that the system's dialog proposes. */
export type SaveExportArgs = { what: Export; name: string };

/** What the shell answers by itself, in place of the engine's commands that name a file. */
interface OfShell {
  attach_staged: { args: AttachStagedArgs; result: DraftView };
  avatar_staged: { args: AvatarStagedArgs; result: ProfileView };
  cover_staged: { args: CoverStagedArgs; result: CircleView };
  take_along: { args: TakeAlongArgs; result: TakenView };
  save_export: { args: SaveExportArgs; result: ExportView | null };
}

/** Every command of the page. `null` = takes nothing. */
export type Commands = Omit<OfEngine, 'export' | 'export_posts' | 'set_avatar' | 'set_cover'> & OfShell;
export type CommandName = keyof Commands;

/** Reads: what `live` can show. */
export type QueryName =
  | 'session'
  | 'devices'
  | 'list_accounts'
  | 'list_circles'
  | 'get_circle'
  | 'members'
  | 'get_gates'
  | 'admissions'
  | 'invitations'
  | 'timeline'
  | 'get_post'
  | 'get_draft'
  | 'list_drafts'
  | 'get_tip'
  | 'tippers'
  | 'wallet'
  | 'payments'
  | 'statement'
  | 'receipt'
  | 'get_transfer'
  | 'transfers'
  | 'money_requests'
  | 'transfer_receipt'
  | 'earnings'
  | 'outbox'
  | 'profile'
  | 'relations'
  | 'settings'
  | 'storage'
  | 'standings'
  | 'queue'
  | 'appeals'
  | 'moderation_log'
  | 'member_list'
  | 'known'
  | 'applications'
  | 'console'
  | 'operator_record'
  | 'finance'
  | 'person_finance';
export type Queries = Pick<Commands, QueryName>;

/** A refusal in the shape of the engine's, whatever was thrown. */
export function asCommandError(thrown: unknown): CommandError {
  if (typeof thrown === 'object' && thrown !== null && 'code' in thrown) {
    const { code, fields, retry_after, gate, tries_left } = thrown as Partial<CommandError>;
    return {
      code: code as CommandCode,
      fields: fields ?? [],
      retry_after: retry_after ?? null,
      gate: gate ?? null,
      tries_left: tries_left ?? null,
    };
  }
  return { code: 'internal', fields: [], retry_after: null, gate: null, tries_left: null };
}

const SHELL = new Set<CommandName>(['attach_staged', 'avatar_staged', 'cover_staged', 'take_along', 'save_export']);

/** Calls any command by name; `api` has one function a command. */
export async function call<N extends CommandName>(name: N, args: Commands[N]['args']): Promise<Commands[N]['result']> {
  try {
    // What the shell answers alone takes its arguments one by one; the engine's commands take one object.
    const given = SHELL.has(name) ? { ...(args as Record<string, unknown>) } : { args };
    return (await invoke(name, args === null ? undefined : given)) as Commands[N]['result'];
  } catch (thrown) {
    throw asCommandError(thrown);
  }
}

const bare =
  <N extends CommandName>(name: N) =>
  () =>
    call(name, null as Commands[N]['args']);
const taking =
  <N extends CommandName>(name: N) =>
  (args: Commands[N]['args']) =>
    call(name, args);

export const api = {
  session: bare('session'),
  signIn: bare('sign_in'),
  cancelSignIn: bare('cancel_sign_in'),
  signOut: taking('sign_out'),
  devices: bare('devices'),
  signOutDevice: taking('sign_out_device'),
  knowDevice: bare('know_device'),
  signOutOtherDevices: bare('sign_out_other_devices'),
  listAccounts: bare('list_accounts'),
  switchAccount: taking('switch_account'),
  listCircles: taking('list_circles'),
  getCircle: taking('get_circle'),
  openCircle: taking('open_circle'),
  join: taking('join'),
  leave: taking('leave'),
  acceptRules: taking('accept_rules'),
  editRules: taking('edit_rules'),
  findInvited: taking('find_invited'),
  members: taking('members'),
  getGates: taking('get_gates'),
  simulateGates: taking('simulate_gates'),
  proposeGates: taking('propose_gates'),
  decideGates: taking('decide_gates'),
  listPerson: taking('list_person'),
  admissions: taking('admissions'),
  decideAdmission: taking('decide_admission'),
  invitations: taking('invitations'),
  invite: taking('invite'),
  revokeInvitation: taking('revoke_invitation'),
  timeline: taking('timeline'),
  fillGap: taking('fill_gap'),
  refresh: bare('refresh'),
  getPost: taking('get_post'),
  loadComments: taking('load_comments'),
  seen: taking('seen'),
  newDraft: taking('new_draft'),
  getDraft: taking('get_draft'),
  listDrafts: bare('list_drafts'),
  saveDraft: taking('save_draft'),
  attach: taking('attach'),
  attachStaged: taking('attach_staged'),
  avatarStaged: taking('avatar_staged'),
  removeAvatar: bare('remove_avatar'),
  detach: taking('detach'),
  describeAttachment: taking('describe_attachment'),
  reorderAttachments: taking('reorder_attachments'),
  setPoster: taking('set_poster'),
  discardDraft: taking('discard_draft'),
  publishPost: taking('publish_post'),
  editPost: taking('edit_post'),
  deletePost: taking('delete_post'),
  saveCommentDraft: taking('save_comment_draft'),
  comment: taking('comment'),
  editComment: taking('edit_comment'),
  deleteComment: taking('delete_comment'),
  praise: taking('praise'),
  openTip: taking('open_tip'),
  quoteTip: taking('quote_tip'),
  confirmTip: taking('confirm_tip'),
  abandonTip: taking('abandon_tip'),
  cancelTip: taking('cancel_tip'),
  checkTip: taking('check_tip'),
  returnTip: taking('return_tip'),
  getTransfer: taking('get_transfer'),
  transfers: bare('transfers'),
  openTransfer: taking('open_transfer'),
  quoteTransfer: taking('quote_transfer'),
  confirmTransfer: taking('confirm_transfer'),
  abandonTransfer: taking('abandon_transfer'),
  checkTransfer: taking('check_transfer'),
  transferReceipt: taking('transfer_receipt'),
  takeBackTransfer: taking('take_back_transfer'),
  answerTransfer: taking('answer_transfer'),
  takeTransfers: taking('take_transfers'),
  moneyRequests: bare('money_requests'),
  requestMoney: taking('request_money'),
  declineMoneyRequest: taking('decline_money_request'),
  withdrawMoneyRequest: taking('withdraw_money_request'),
  getTip: taking('get_tip'),
  tippers: taking('tippers'),
  wallet: taking('wallet'),
  statement: taking('statement'),
  receipt: taking('receipt'),
  earnings: taking('earnings'),
  thank: taking('thank'),
  saveExport: taking('save_export'),
  readStatementAgain: bare('read_statement_again'),
  setPin: taking('set_pin'),
  setLimit: taking('set_limit'),
  lockPayments: taking('lock_payments'),
  beginPayment: taking('begin_payment'),
  openPaymentPage: taking('open_payment_page'),
  checkPayments: bare('check_payments'),
  outbox: bare('outbox'),
  retry: taking('retry'),
  discard: taking('discard'),
  profile: taking('profile'),
  editProfile: taking('edit_profile'),
  relations: bare('relations'),
  newFriendRequest: taking('new_friend_request'),
  askFriend: taking('ask_friend'),
  answerFriend: taking('answer_friend'),
  withdrawFriend: taking('withdraw_friend'),
  endFriendship: taking('end_friendship'),
  block: taking('block'),
  unblock: taking('unblock'),
  takeTips: taking('take_tips'),
  chooseWhoMayAsk: taking('choose_who_may_ask'),
  settings: bare('settings'),
  saveSettings: taking('save_settings'),
  storage: bare('storage'),
  clearMedia: bare('clear_media'),
  standings: bare('standings'),
  queue: taking('queue'),
  appeals: taking('appeals'),
  moderationLog: taking('moderation_log'),
  memberList: taking('member_list'),
  newId: bare('new_id'),
  loadSheet: taking('load_sheet'),
  act: taking('act'),
  second: taking('second'),
  report: taking('report'),
  hearReport: taking('hear_report'),
  appeal: taking('appeal'),
  decideAppeal: taking('decide_appeal'),
  giveRole: taking('give_role'),
  known: bare('known'),
  withdrawClaim: taking('withdraw_claim'),
  welcomeClaim: taking('welcome_claim'),
  showName: taking('show_name'),
  deleteAccount: taking('delete_account'),
  openName: taking('open_name'),
  shutOut: taking('shut_out'),
  letIn: taking('let_in'),
  operatorRecord: taking('operator_record'),
  finance: bare('finance'),
  personFinance: taking('person_finance'),
  freezeWallet: taking('freeze_wallet'),
  lookAtTips: taking('look_at_tips'),
  proposeAdjustment: taking('propose_adjustment'),
  proposeRefund: taking('propose_refund'),
  decideFinance: taking('decide_finance'),
  applications: bare('applications'),
  console: bare('console'),
  applyForCircle: taking('apply_for_circle'),
  decideApplication: taking('decide_application'),
  stepCircle: taking('step_circle'),
  editCircle: taking('edit_circle'),
  coverStaged: taking('cover_staged'),
  takeAlong: taking('take_along'),
};
