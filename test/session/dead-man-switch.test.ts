/** Goal: if we fall silent the venue clears our orders; if we end cleanly it does not have to. */
import { afterEach, describe, expect, it } from 'vitest';
import { type DurationMs, sleep } from '../../src/base/index.js';
import type { EngineEvent } from '../../src/engine/index.js';
import type { HyperliquidVenue } from '../../src/hyperliquid/index.js';
import { type Session, StartRefused } from '../../src/session/index.js';
import type { CancelOutcome } from '../../src/venue/index.js';
import { compile, liveRig, policyText } from '../engine/engine-kit.js';
import { scriptedMarket } from '../scenarios/live-kit.js';
import { type Bench, openBench, startEngine } from './live-fixture.js';

const policyWith = (setting: string) =>
  compile(policyText('', { account: `  dead-man-switch   ${setting}\n` }));

let bench: Bench | null = null;
afterEach(async () => {
  await bench?.close();
  bench = null;
});

interface Run {
  readonly open: Bench;
  readonly session: Session;
  readonly events: EngineEvent[];
  /** What was asked of the switch: so long from then, or taken back. */
  readonly asked: (DurationMs | 'taken back')[];
  at(ms: DurationMs): Promise<void>;
}

/** A run on a real venue; `answer` may stand in for the venue's word on the switch. */
async function start(
  setting: string,
  answer: (nth: number, atMs: number) => CancelOutcome | null = () => null,
): Promise<Run> {
  const policy = policyWith(setting);
  const open = await openBench(policy, scriptedMarket(120));
  bench = open;
  const { clock, venue } = open.embedded;
  const [asked, events]: [Run['asked'], EngineEvent[]] = [[], []];
  const scheduleCancel = async (atMs: number | null): Promise<CancelOutcome> => {
    asked.push(atMs === null ? 'taken back' : atMs - clock.nowMs());
    return answer(asked.length, clock.nowMs()) ?? venue.scheduleCancel(atMs);
  };
  const watched = new Proxy(venue, {
    get(target, name) {
      if (name === 'scheduleCancel') return scheduleCancel;
      const member: unknown = Reflect.get(target, name);
      return typeof member === 'function' ? (member.bind(target) as unknown) : member;
    },
  }) as HyperliquidVenue;
  const startMs = clock.nowMs();
  const session = await startEngine(open, policy, (event) => events.push(event), watched);
  return {
    open,
    session,
    events,
    asked,
    at: (ms) => sleep(clock, Math.max(0, startMs + ms - clock.nowMs())),
  };
}

const changes = ({ events }: Run) =>
  events.flatMap((event) => (event.kind === 'deadManSwitchChanged' ? [event.isArmed] : []));
const said = ({ open }: Run) =>
  open.notices.map(({ text }) => text).filter((text) => text.includes("dead man's switch"));

describe("the dead man's switch", () => {
  it('is armed before the first order, again at half the time, and taken back at the end', async () => {
    const run = await start('30s required');
    await run.at(40_000);
    expect(run.asked).toEqual([30_000, 30_000, 30_000]);
    run.session.stop('test over');
    expect(await run.session.ended).toMatchObject({ kind: 'stopped', ordersLeft: 0 });
    expect(run.asked.at(-1)).toBe('taken back');
    expect(changes(run)).toEqual([]);
    expect(said(run)).toEqual([]);
  });

  it('clears the book of a run that fell silent', async () => {
    const run = await start('10s if-available');
    const { venue } = run.open.embedded;
    await run.at(12_000);
    run.session.abort();
    expect((await venue.fetchOpenOrders()).length).toBeGreaterThan(0);
    await run.at(19_000);
    expect((await venue.fetchOpenOrders()).length).toBeGreaterThan(0);
    await run.at(21_000);
    expect(await venue.fetchOpenOrders()).toEqual([]);
  });

  it('refuses the start where it is required and the venue does not have it', async () => {
    const reason =
      'Cannot set scheduled cancel time until enough volume traded. Required: $1000000.';
    const refusing = start('30s required', () => ({ kind: 'rejected', reason }));
    await expect(refusing).rejects.toThrow(StartRefused);
    await expect(refusing).rejects.toThrow(reason);
  });

  it('goes on without it where it need not be, and says so once', async () => {
    const run = await start('30s if-available', () => ({ kind: 'rejected', reason: 'no volume' }));
    await run.at(50_000);
    expect(run.asked.length).toBeGreaterThan(2);
    expect(said(run)).toEqual([
      "the embedded venue does not arm its dead man's switch: no volume; going on without it",
    ]);
    expect((await run.open.embedded.venue.fetchOpenOrders()).length).toBeGreaterThan(0);
  });

  it('only reduces once a required one is lost, and quotes again when it is back', async () => {
    const run = await start('30s required', (nth) =>
      nth === 2 ? { kind: 'rejected', reason: 'triggered 10 times today' } : null,
    );
    const { venue } = run.open.embedded;
    await run.at(14_000);
    expect(run.session.view().state).toBe('active');
    await run.at(16_000);
    expect(run.session.view()).toMatchObject({ state: 'reducing', openOrders: 0 });
    expect(run.session.view().markets[0]?.heldBy).toBe('builtin.dead-man-switch');
    expect(await venue.fetchOpenOrders()).toEqual([]);
    await run.at(31_000);
    expect(run.session.view().state).toBe('active');
    expect(changes(run)).toEqual([false, true]);
  });

  it('asks again after a lost answer, and is gone only when it would have fired', async () => {
    const run = await start('10s required', (nth, atMs) =>
      nth > 1 && atMs > 0 ? { kind: 'unknown', reason: 'no answer' } : null,
    );
    await run.at(9_500);
    expect(changes(run)).toEqual([]);
    await run.at(11_500);
    expect(changes(run)).toEqual([false]);
  });
});

describe('the engine without its switch', () => {
  const gone = { kind: 'deadManSwitchChanged', isArmed: false, reason: 'no volume' } as const;

  it('trades on where the policy does not require it', () => {
    const rig = liveRig(policyWith('30s if-available'));
    rig.hear({ ...gone, at: rig.at });
    rig.top(27.1, 27.12);
    expect(rig.view().state).toBe('active');
    expect(rig.submitted().length).toBeGreaterThan(0);
  });

  it('denies what adds risk and lets a position shrink where it does', () => {
    const rig = liveRig(policyWith('30s required'), { equity: 10_000, positions: [{}] });
    rig.hear({ ...gone, at: rig.at });
    rig.top(27.1, 27.12);
    expect(rig.view().state).toBe('reducing');
    expect(rig.submitted('buy')).toEqual([]);
    expect(rig.submitted('sell').every(({ reduceOnly }) => reduceOnly)).toBe(true);
    expect(rig.submitted('sell')).toHaveLength(1);
  });
});
