/**
 * A host for a plain browser tab: everything in memory, nothing sent. For looking at screens, for the accessibility run
 * and for unit tests. Never part of the bundle that ships (vite.config.ts chooses).
 */
import type { Commands } from '../../data/api';
import type { Host } from '../index';
import { account } from './account';
import { circling } from './circles';
import { finance } from './finance';
import { known } from './known';
import { life } from './life';
import { moneyed } from './money';
import { requests } from './requests';
import { transferring } from './transfers';
import { order } from './order';
import { payments } from './payments';
import { picture } from './pictures';
import { profiles } from './profile';
import { reading } from './reading';
import { relations } from './relations';
import { running } from './running';
import { statement } from './statement';
import { tipping } from './tips';
import { hear, refused, scenario } from './state';
import { writing } from './writing';

type Answers = { [N in keyof Commands]: (args: Commands[N]['args']) => Commands[N]['result'] };

const answers: Answers = {
  ...account,
  ...known,
  ...finance,
  ...circling,
  ...reading,
  ...profiles,
  ...running,
  ...writing,
  ...tipping,
  ...moneyed,
  ...payments,
  ...statement,
  ...transferring,
  ...requests,
  ...relations,
  ...order,
  ...life,
};
const READS = new Set([
  'timeline',
  'get_circle',
  'get_post',
  'list_circles',
  'wallet',
  'payments',
  'statement',
  'earnings',
  'profile',
  'get_gates',
  'relations',
  'known',
  'person_finance',
]);

export const host: Host = {
  async invoke(command, args) {
    const answer = answers[command as keyof Answers] as ((args: unknown) => unknown) | undefined;
    if (!answer) throw refused('internal');
    if (scenario === 'slow' && READS.has(command)) await new Promise(() => {});
    if (scenario === 'sending' && command.startsWith('confirm_')) await new Promise(() => {});
    if (scenario === 'broken' && READS.has(command)) throw refused('server_trouble');
    return structuredClone(answer(args?.args ?? args ?? null));
  },
  listen: async (heard) => hear(heard),
  photoUrl: (attachment, rendition) => picture(attachment, rendition !== 'small'),
  videoUrl: async () => 'data:video/mp4;base64,',
  stageChunk: async () => {},
};
