/**
 * Every command, typed, in one place. Names, arguments and results are those of the engine (`bindings/` is generated
 * from it). Promises: a rejected call rejects with a `CommandError`. Does not: cache, retry or show anything.
 */
import type { AcceptRulesArgs } from '../bindings/AcceptRulesArgs';
import type { AdmissionsResponse } from '../bindings/AdmissionsResponse';
import type { AnswerFriendArgs } from '../bindings/AnswerFriendArgs';
import type { ApplicationsView } from '../bindings/ApplicationsView';
import type { ApplyArgs } from '../bindings/ApplyArgs';
import type { AskFriendArgs } from '../bindings/AskFriendArgs';
import type { AccountArgs } from '../bindings/AccountArgs';
import type { AccountsView } from '../bindings/AccountsView';
import type { ActArgs } from '../bindings/ActArgs';
import type { ActView } from '../bindings/ActView';
import type { AppealArgs } from '../bindings/AppealArgs';
import type { AppealsView } from '../bindings/AppealsView';
import type { AttachArgs } from '../bindings/AttachArgs';
import type { BeginPaymentArgs } from '../bindings/BeginPaymentArgs';
import type { PaymentsView } from '../bindings/PaymentsView';
import type { PaymentView } from '../bindings/PaymentView';
import type { CircleArgs } from '../bindings/CircleArgs';
import type { CirclesView } from '../bindings/CirclesView';
import type { CircleView } from '../bindings/CircleView';
import type { ClaimArgs } from '../bindings/ClaimArgs';
import type { CommandCode } from '../bindings/CommandCode';
import type { CommandError } from '../bindings/CommandError';
import type { CommentArgs } from '../bindings/CommentArgs';
import type { CommentDraftView } from '../bindings/CommentDraftView';
import type { CommentIdArgs } from '../bindings/CommentIdArgs';
import type { CommentView } from '../bindings/CommentView';
import type { ConfirmTipArgs } from '../bindings/ConfirmTipArgs';
import type { ConsoleView } from '../bindings/ConsoleView';
import type { DecideAdmissionArgs } from '../bindings/DecideAdmissionArgs';
import type { DecideApplicationArgs } from '../bindings/DecideApplicationArgs';
import type { DecideGatesArgs } from '../bindings/DecideGatesArgs';
import type { DecideAppealArgs } from '../bindings/DecideAppealArgs';
import type { DeleteAccountArgs } from '../bindings/DeleteAccountArgs';
import type { DescribeArgs } from '../bindings/DescribeArgs';
import type { DetachArgs } from '../bindings/DetachArgs';
import type { DeviceArgs } from '../bindings/DeviceArgs';
import type { DevicesView } from '../bindings/DevicesView';
import type { DraftsView } from '../bindings/DraftsView';
import type { DraftView } from '../bindings/DraftView';
import type { EditCircleArgs } from '../bindings/EditCircleArgs';
import type { EarningsArgs } from '../bindings/EarningsArgs';
import type { EarningsView } from '../bindings/EarningsView';
import type { EditCommentArgs } from '../bindings/EditCommentArgs';
import type { EditPostArgs } from '../bindings/EditPostArgs';
import type { EditProfileArgs } from '../bindings/EditProfileArgs';
import type { EditRulesArgs } from '../bindings/EditRulesArgs';
import type { Export } from '../bindings/Export';
import type { ExportView } from '../bindings/ExportView';
import type { FriendRequestArgs } from '../bindings/FriendRequestArgs';
import type { GapArgs } from '../bindings/GapArgs';
import type { GatesResponse } from '../bindings/GatesResponse';
import type { InvitationsResponse } from '../bindings/InvitationsResponse';
import type { InviteArgs } from '../bindings/InviteArgs';
import type { InvitedArgs } from '../bindings/InvitedArgs';
import type { JoinArgs } from '../bindings/JoinArgs';
import type { KnownView } from '../bindings/KnownView';
import type { ListCirclesArgs } from '../bindings/ListCirclesArgs';
import type { ListPersonArgs } from '../bindings/ListPersonArgs';
import type { MembersResponse } from '../bindings/MembersResponse';
import type { GiveRoleArgs } from '../bindings/GiveRoleArgs';
import type { LoadSheetArgs } from '../bindings/LoadSheetArgs';
import type { LogView } from '../bindings/LogView';
import type { MembersView } from '../bindings/MembersView';
import type { NewDraftArgs } from '../bindings/NewDraftArgs';
import type { NewFriendRequestView } from '../bindings/NewFriendRequestView';
import type { OpenNameArgs } from '../bindings/OpenNameArgs';
import type { OpenedNameView } from '../bindings/OpenedNameView';
import type { OtherArgs } from '../bindings/OtherArgs';
import type { NewIdView } from '../bindings/NewIdView';
import type { OutboxArgs } from '../bindings/OutboxArgs';
import type { OutboxView } from '../bindings/OutboxView';
import type { PersonArgs } from '../bindings/PersonArgs';
import type { PostArgs } from '../bindings/PostArgs';
import type { PostDetailView } from '../bindings/PostDetailView';
import type { PosterArgs } from '../bindings/PosterArgs';
import type { PostView } from '../bindings/PostView';
import type { PraiseArgs } from '../bindings/PraiseArgs';
import type { ProfileView } from '../bindings/ProfileView';
import type { ProposeGatesArgs } from '../bindings/ProposeGatesArgs';
import type { QuoteTipArgs } from '../bindings/QuoteTipArgs';
import type { ReceiptView } from '../bindings/ReceiptView';
import type { RelationsView } from '../bindings/RelationsView';
import type { ReorderArgs } from '../bindings/ReorderArgs';
import type { RevokeInvitationArgs } from '../bindings/RevokeInvitationArgs';
import type { QueueView } from '../bindings/QueueView';
import type { ReportArgs } from '../bindings/ReportArgs';
import type { ReportIdArgs } from '../bindings/ReportIdArgs';
import type { SaveCommentDraftArgs } from '../bindings/SaveCommentDraftArgs';
import type { SaveDraftArgs } from '../bindings/SaveDraftArgs';
import type { SaveSettingsArgs } from '../bindings/SaveSettingsArgs';
import type { SecondArgs } from '../bindings/SecondArgs';
import type { SeenArgs } from '../bindings/SeenArgs';
import type { SessionView } from '../bindings/SessionView';
import type { LockPaymentsArgs } from '../bindings/LockPaymentsArgs';
import type { SetLimitArgs } from '../bindings/SetLimitArgs';
import type { SetPinArgs } from '../bindings/SetPinArgs';
import type { SettingsView } from '../bindings/SettingsView';
import type { ShowNameArgs } from '../bindings/ShowNameArgs';
import type { ShutOutArgs } from '../bindings/ShutOutArgs';
import type { SignOutArgs } from '../bindings/SignOutArgs';
import type { SimulateGatesArgs } from '../bindings/SimulateGatesArgs';
import type { SimulationResponse } from '../bindings/SimulationResponse';
import type { StatementArgs } from '../bindings/StatementArgs';
import type { StatementView } from '../bindings/StatementView';
import type { StandingsView } from '../bindings/StandingsView';
import type { StepArgs } from '../bindings/StepArgs';
import type { StorageView } from '../bindings/StorageView';
import type { TakeTipsArgs } from '../bindings/TakeTipsArgs';
import type { TakenView } from '../bindings/TakenView';
import type { TimelineArgs } from '../bindings/TimelineArgs';
import type { TimelineView } from '../bindings/TimelineView';
import type { TipArgs } from '../bindings/TipArgs';
import type { TippersResponse } from '../bindings/TippersResponse';
import type { TipView } from '../bindings/TipView';
import type { WalletArgs } from '../bindings/WalletArgs';
import type { WalletView } from '../bindings/WalletView';
import type { WhoMayAskArgs } from '../bindings/WhoMayAskArgs';
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

/** Reads: what `live` can show. `null` = takes nothing. */
export interface Queries {
  session: { args: null; result: SessionView };
  devices: { args: null; result: DevicesView };
  list_accounts: { args: null; result: AccountsView };
  list_circles: { args: ListCirclesArgs; result: CirclesView };
  get_circle: { args: CircleArgs; result: CircleView };
  members: { args: CircleArgs; result: MembersResponse };
  get_gates: { args: CircleArgs; result: GatesResponse };
  admissions: { args: CircleArgs; result: AdmissionsResponse };
  invitations: { args: CircleArgs; result: InvitationsResponse };
  timeline: { args: TimelineArgs; result: TimelineView };
  get_post: { args: PostArgs; result: PostDetailView };
  get_draft: { args: PostArgs; result: DraftView };
  list_drafts: { args: null; result: DraftsView };
  get_tip: { args: TipArgs; result: TipView };
  tippers: { args: PostArgs; result: TippersResponse };
  wallet: { args: WalletArgs; result: WalletView };
  payments: { args: null; result: PaymentsView };
  statement: { args: StatementArgs; result: StatementView };
  receipt: { args: TipArgs; result: ReceiptView };
  earnings: { args: EarningsArgs; result: EarningsView };
  outbox: { args: null; result: OutboxView };
  profile: { args: PersonArgs; result: ProfileView };
  relations: { args: null; result: RelationsView };
  settings: { args: null; result: SettingsView };
  storage: { args: null; result: StorageView };
  standings: { args: null; result: StandingsView };
  queue: { args: CircleArgs; result: QueueView };
  appeals: { args: CircleArgs; result: AppealsView };
  moderation_log: { args: CircleArgs; result: LogView };
  member_list: { args: CircleArgs; result: MembersView };
  known: { args: null; result: KnownView };
  applications: { args: null; result: ApplicationsView };
  console: { args: null; result: ConsoleView };
}

/** Writes. */
export interface Writes {
  sign_in: { args: null; result: SessionView };
  cancel_sign_in: { args: null; result: null };
  sign_out: { args: SignOutArgs; result: SessionView };
  sign_out_device: { args: DeviceArgs; result: null };
  sign_out_other_devices: { args: null; result: null };
  switch_account: { args: AccountArgs; result: SessionView };
  open_circle: { args: CircleArgs; result: null };
  join: { args: JoinArgs; result: CircleView };
  leave: { args: CircleArgs; result: CircleView };
  accept_rules: { args: AcceptRulesArgs; result: CircleView };
  edit_rules: { args: EditRulesArgs; result: CircleView };
  find_invited: { args: InvitedArgs; result: CircleView };
  simulate_gates: { args: SimulateGatesArgs; result: SimulationResponse };
  propose_gates: { args: ProposeGatesArgs; result: GatesResponse };
  decide_gates: { args: DecideGatesArgs; result: GatesResponse };
  list_person: { args: ListPersonArgs; result: GatesResponse };
  decide_admission: { args: DecideAdmissionArgs; result: AdmissionsResponse };
  invite: { args: InviteArgs; result: InvitationsResponse };
  revoke_invitation: { args: RevokeInvitationArgs; result: InvitationsResponse };
  fill_gap: { args: GapArgs; result: null };
  refresh: { args: null; result: null };
  load_comments: { args: PostArgs; result: null };
  seen: { args: SeenArgs; result: null };
  new_draft: { args: NewDraftArgs; result: DraftView };
  save_draft: { args: SaveDraftArgs; result: DraftView };
  attach: { args: AttachArgs; result: DraftView };
  attach_staged: { args: AttachStagedArgs; result: DraftView };
  avatar_staged: { args: AvatarStagedArgs; result: ProfileView };
  remove_avatar: { args: null; result: ProfileView };
  detach: { args: DetachArgs; result: DraftView };
  describe_attachment: { args: DescribeArgs; result: DraftView };
  reorder_attachments: { args: ReorderArgs; result: DraftView };
  set_poster: { args: PosterArgs; result: DraftView };
  discard_draft: { args: PostArgs; result: null };
  publish_post: { args: PostArgs; result: PostView };
  edit_post: { args: EditPostArgs; result: null };
  delete_post: { args: PostArgs; result: null };
  save_comment_draft: { args: SaveCommentDraftArgs; result: CommentDraftView };
  comment: { args: CommentArgs; result: CommentView };
  edit_comment: { args: EditCommentArgs; result: null };
  delete_comment: { args: CommentIdArgs; result: null };
  praise: { args: PraiseArgs; result: null };
  open_tip: { args: PostArgs; result: TipView };
  quote_tip: { args: QuoteTipArgs; result: TipView };
  confirm_tip: { args: ConfirmTipArgs; result: TipView };
  abandon_tip: { args: TipArgs; result: TipView };
  cancel_tip: { args: TipArgs; result: TipView };
  return_tip: { args: TipArgs; result: null };
  read_statement_again: { args: null; result: null };
  thank: { args: TipArgs; result: null };
  save_export: { args: SaveExportArgs; result: ExportView | null };
  set_pin: { args: SetPinArgs; result: null };
  set_limit: { args: SetLimitArgs; result: null };
  lock_payments: { args: LockPaymentsArgs; result: null };
  begin_payment: { args: BeginPaymentArgs; result: PaymentView };
  check_payments: { args: null; result: PaymentsView };
  retry: { args: OutboxArgs; result: null };
  discard: { args: OutboxArgs; result: null };
  edit_profile: { args: EditProfileArgs; result: ProfileView };
  new_friend_request: { args: OtherArgs; result: NewFriendRequestView };
  ask_friend: { args: AskFriendArgs; result: null };
  answer_friend: { args: AnswerFriendArgs; result: null };
  withdraw_friend: { args: FriendRequestArgs; result: null };
  end_friendship: { args: OtherArgs; result: null };
  block: { args: OtherArgs; result: null };
  unblock: { args: OtherArgs; result: null };
  take_tips: { args: TakeTipsArgs; result: null };
  choose_who_may_ask: { args: WhoMayAskArgs; result: null };
  save_settings: { args: SaveSettingsArgs; result: SettingsView };
  clear_media: { args: null; result: StorageView };
  new_id: { args: null; result: NewIdView };
  load_sheet: { args: LoadSheetArgs; result: null };
  act: { args: ActArgs; result: ActView };
  second: { args: SecondArgs; result: ActView };
  report: { args: ReportArgs; result: null };
  hear_report: { args: ReportIdArgs; result: null };
  appeal: { args: AppealArgs; result: null };
  decide_appeal: { args: DecideAppealArgs; result: null };
  give_role: { args: GiveRoleArgs; result: null };
  withdraw_claim: { args: ClaimArgs; result: null };
  welcome_claim: { args: ClaimArgs; result: null };
  show_name: { args: ShowNameArgs; result: null };
  delete_account: { args: DeleteAccountArgs; result: SessionView };
  open_name: { args: OpenNameArgs; result: OpenedNameView };
  shut_out: { args: ShutOutArgs; result: null };
  let_in: { args: OtherArgs; result: null };
  apply_for_circle: { args: ApplyArgs; result: null };
  decide_application: { args: DecideApplicationArgs; result: null };
  step_circle: { args: StepArgs; result: null };
  edit_circle: { args: EditCircleArgs; result: CircleView };
  cover_staged: { args: CoverStagedArgs; result: CircleView };
  take_along: { args: TakeAlongArgs; result: TakenView };
}

export type Commands = Queries & Writes;
export type CommandName = keyof Commands;
export type QueryName = keyof Queries;

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
  returnTip: taking('return_tip'),
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
  applications: bare('applications'),
  console: bare('console'),
  applyForCircle: taking('apply_for_circle'),
  decideApplication: taking('decide_application'),
  stepCircle: taking('step_circle'),
  editCircle: taking('edit_circle'),
  coverStaged: taking('cover_staged'),
  takeAlong: taking('take_along'),
};
