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
  | 'cancellable_tips'
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
  | 'heirs'
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

type Camel<Name extends string> = Name extends `${infer Head}_${infer Rest}`
  ? `${Head}${Capitalize<Camel<Rest>>}`
  : Name;
type Taking<Args, Result> = Args extends null ? () => Promise<Result> : (args: Args) => Promise<Result>;
type Api = { [N in CommandName as Camel<N>]: Taking<Commands[N]['args'], Commands[N]['result']> };

/** Every command as a function: `api.openTip({ tip })` calls `open_tip`. */
export const api = new Proxy({} as Api & Record<string, unknown>, {
  get: (made, name: string) =>
    (made[name] ??= (args: unknown = null) =>
      call(name.replace(/[A-Z]/g, (sign) => `_${sign.toLowerCase()}`) as CommandName, args as never)),
  has: () => true,
}) as Api;
