import { beforeEach, expect, it, vi } from 'vitest';
import type { QuoteResponse } from '../../bindings/QuoteResponse';
import type { TipState } from '../../bindings/TipState';
import type { TipView } from '../../bindings/TipView';

const calls: string[] = [];
let answers: Record<string, (args: never) => Promise<TipView>> = {};
const answer = (name: string) => (args: never) => {
  calls.push(`${name} ${JSON.stringify(args)}`);
  return (answers[name] ?? (() => Promise.reject(new Error(name))))(args);
};
vi.mock('../../data/api', () => ({
  asCommandError: (thrown: unknown) => thrown,
  api: { openTip: answer('open'), quoteTip: answer('quote'), confirmTip: answer('confirm'), checkTip: answer('check') },
}));
const { TipFlow } = await import('./flow.svelte');

const view = (state: TipState, amount = 88, over: Partial<TipView> = {}): TipView =>
  ({
    id: 't1',
    post: 'p',
    state,
    amount: { amount: String(amount), currency: 'CNY' },
    quote: {
      quote: `q${amount}`,
      amount: { amount: String(amount), currency: 'CNY' },
      quoted_at: '2026-11-22T10:00:00.000000Z',
      expires_at: '2026-11-22T10:05:00.000000Z',
    } as QuoteResponse,
    problem: null,
    ...over,
  }) as TipView;
const refusal = (code: string) => ({ code, fields: [], retry_after: null, gate: null, tries_left: null });
const wish = (fen: number) => ({ fen, privacy: 'author_only' as const, message: '' });
const quoted = async () => {
  const flow = new TipFlow('p');
  await flow.open();
  await flow.quote(wish(88));
  return flow;
};

beforeEach(() => {
  calls.length = 0;
  answers = {
    open: async () => view('draft', 88, { quote: null }),
    quote: async ({ amount }: { amount: string }) => view('quoted', Math.round(Number(amount) * 100)),
    confirm: async () => view('held'),
  };
});

it('asks for the default of 0.88 yuan, and confirms by the quote alone', async () => {
  const flow = await quoted();
  expect(flow.quoted?.quote).toBe('q88');
  await flow.confirm('q88', null);
  expect(flow.phase).toBe('held');
  expect(calls).toEqual([
    'open {"post":"p"}',
    'quote {"tip":"t1","amount":"0.88","privacy":"author_only","message":""}',
    'confirm {"tip":"t1","quote":"q88","pin":null}',
  ]);
});

it('shows the quote of the amount that was chosen last, in whatever order the answers come', async () => {
  const flow = await quoted();
  let late = (_: TipView) => {};
  answers.quote = ({ amount }: { amount: string }) =>
    amount === '1.88' ? new Promise((resolve) => (late = resolve)) : Promise.resolve(view('quoted', 520));
  flow.choice = 188;
  const first = flow.quote(wish(188));
  flow.choice = 520;
  await flow.quote(wish(520));
  late(view('quoted', 188));
  await first;
  expect(flow.quoted?.quote).toBe('q520');
});

it('does not use a quote for other words or another privacy', async () => {
  const flow = await quoted();
  expect(flow.quoted).not.toBeNull();
  flow.message = 'Thank you';
  expect(flow.quoted).toBeNull();
  flow.message = ' ';
  expect(flow.quoted).not.toBeNull();
  flow.privacy = 'anonymous';
  expect(flow.quoted).toBeNull();
});

it('sends one confirmation however often the button is pressed', async () => {
  const flow = await quoted();
  let land = (_: TipView) => {};
  answers.confirm = () => new Promise((resolve) => (land = resolve));
  const pressed = [flow.confirm('q88', null), flow.confirm('q88', null), flow.confirm('q88', null)];
  expect(flow.phase).toBe('confirming');
  land(view('held'));
  await Promise.all(pressed);
  expect(calls.filter((call) => call.startsWith('confirm'))).toHaveLength(1);
});

it('does not ask for a new quote while money may be leaving', async () => {
  const flow = await quoted();
  answers.confirm = async () => view('unknown');
  await flow.confirm('q88', null);
  await flow.quote(wish(520));
  expect(calls.filter((call) => call.startsWith('quote'))).toHaveLength(1);
  expect(flow.phase).toBe('unknown');
});

it('checks what is unknown as often as wanted, and once at a time', async () => {
  const flow = await quoted();
  answers.confirm = async () => view('unknown');
  await flow.confirm('q88', null);
  answers.check = () => Promise.reject(refusal('offline'));
  await flow.check();
  expect([flow.phase, flow.problem?.code, flow.checking]).toEqual(['unknown', 'offline', false]);
  answers.check = async () => view('held');
  await Promise.all([flow.check(), flow.check()]);
  expect([flow.phase, flow.problem]).toEqual(['held', null]);
  expect(calls.filter((call) => call.startsWith('check'))).toHaveLength(2);
});

it('offline nothing is decided: the quote stays and the reason is there', async () => {
  const flow = await quoted();
  answers.confirm = () => Promise.reject(refusal('offline'));
  await flow.confirm('q88', null);
  expect([flow.phase, flow.problem?.code]).toEqual(['quoted', 'offline']);
});

it('drops a quote that the server calls expired', async () => {
  const flow = await quoted();
  answers.confirm = () => Promise.reject(refusal('quote_expired'));
  await flow.confirm('q88', null);
  expect(flow.quoted).toBeNull();
});

it('after a refusal begins again with a new tip and the smallest chip', async () => {
  const flow = await quoted();
  flow.choice = 2_000;
  answers.confirm = async () => view('refused', 2_000);
  answers.open = async () => view('draft', 88, { id: 't2', quote: null });
  await flow.confirm('q2000', null);
  await flow.again();
  expect([flow.tip?.id, flow.choice, flow.phase, flow.quoted]).toEqual(['t2', 88, 'draft', null]);
});
