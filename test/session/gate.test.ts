/** What the start gate says of an account, its agent, its leverage and its clock. */
import { afterEach, describe, expect, it } from 'vitest';
import { decimal } from '../../src/base/index.js';
import type { CompiledPolicy } from '../../src/compile/index.js';
import { createEngine } from '../../src/engine/index.js';
import { type GateAnswer, rehearseStart, startSession } from '../../src/session/index.js';
import type { AccountStanding, Venue } from '../../src/venue/index.js';
import { openBench, policyOf, RUN_ID, START_MS } from './live-fixture.js';

const DAY_MS = 86_400_000;
const ACCOUNT = `0x${'1'.repeat(40)}`;
const AGENT = `0x${'2'.repeat(40)}`;
const OTHER = `0x${'3'.repeat(40)}`;

let bench: Awaited<ReturnType<typeof openBench>> | null = null;

afterEach(async () => {
  await bench?.close();
  bench = null;
});

function standingOf(changes: Partial<AccountStanding>): AccountStanding {
  const agent = { address: AGENT, role: 'agent', master: ACCOUNT, validUntil: null };
  return { role: 'user', master: null, agent, ...changes };
}

/** The venue of the bench, some of whose answers are others. */
function answering(venue: Venue, answers: Partial<Venue>): Venue {
  return new Proxy(venue, {
    get: (target, name) => {
      const told = answers[name as keyof Venue];
      if (told !== undefined) return told;
      const value: unknown = Reflect.get(target, name);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}

/** What `doctor` would tell of each point. */
async function rehearsed(
  answers: Partial<Venue>,
  changes: Partial<CompiledPolicy> = {},
): Promise<ReadonlyMap<string, GateAnswer>> {
  const account = { ...policyOf().account, address: ACCOUNT };
  const policy = policyOf({ account, ...changes });
  bench = await openBench(policy, []);
  const { venue, clock } = bench.embedded;
  const engine = createEngine(policy);
  const told = await rehearseStart(
    policy,
    answering(venue, answers),
    clock,
    engine,
    engine.initialState,
  );
  return new Map(told.map((answer) => [answer.name, answer]));
}

const standing = (changes: Partial<AccountStanding>): Partial<Venue> => ({
  fetchStanding: () => Promise.resolve(standingOf(changes)),
});

const venueAhead = (ms: number): Partial<Venue> => ({
  fetchAccount: async () => {
    const venue = bench?.embedded.venue;
    if (venue === undefined) throw new Error('no venue');
    const account = await venue.fetchAccount();
    return { ...account, time: account.time + ms };
  },
});

const traded = (volume: number): Partial<Venue> => ({
  fetchActionBudget: () =>
    Promise.resolve({ volume: decimal(volume), used: 0, cap: 10_000 + volume }),
});

const agentOf = (changes: object): Partial<Venue> =>
  standing({ agent: { ...standingOf({}).agent, ...changes } as AccountStanding['agent'] });

describe('the account that is traded', () => {
  it('is known, a person’s, and signed for by an API wallet of it', async () => {
    const answers = await rehearsed(standing({}));
    expect([...answers.values()].map(({ outcome }) => outcome)).not.toContain('refused');
    expect(answers.get('agent')?.text).toBe(`${AGENT}, no end told`);
  });

  it('is refused where it is an API wallet itself, with the account to write instead', async () => {
    const answers = await rehearsed(standing({ role: 'agent', master: OTHER }));
    expect(answers.get('account')).toMatchObject({ outcome: 'refused' });
    expect(answers.get('account')?.text).toContain(`write its account, ${OTHER}`);
  });

  it('is refused where the venue does not know it', async () => {
    const answers = await rehearsed(standing({ role: 'missing' }));
    expect(answers.get('account')?.text).toContain('deposit to it first');
  });

  it('is refused in a mode whose equity lies elsewhere', async () => {
    const answers = await rehearsed({ fetchAccountMode: () => Promise.resolve('unifiedAccount') });
    expect(answers.get('account mode')?.outcome).toBe('refused');
  });
});

describe('the agent that signs', () => {
  it.each([
    ['that nobody has approved', { role: 'missing', master: null }, 'approve it first'],
    ['of another account', { master: OTHER }, `an API wallet of ${OTHER}`],
    ['whose time is over', { validUntil: START_MS - 1 }, 'expired at 2026-11-02T11:59:59.999Z'],
  ])('is refused where the key is one %s', async (_, changes, text) => {
    const answers = await rehearsed(agentOf(changes));
    expect(answers.get('agent')?.outcome).toBe('refused');
    expect(answers.get('agent')?.text).toContain(text);
  });

  it('is warned of in its last week', async () => {
    const soon = await rehearsed(agentOf({ validUntil: START_MS + 3 * DAY_MS + 1 }));
    expect(soon.get('agent')).toMatchObject({ outcome: 'warning' });
    await bench?.close();
    const late = await rehearsed(agentOf({ validUntil: START_MS + 30 * DAY_MS }));
    expect(late.get('agent')).toMatchObject({ outcome: 'ok' });
  });

  it('should not be the account’s own key', async () => {
    const answers = await rehearsed(agentOf({ address: ACCOUNT, role: 'user', master: null }));
    expect(answers.get('agent')).toMatchObject({ outcome: 'warning' });
  });
});

describe('the clock of this machine', () => {
  it.each([
    [0, 'ok'],
    [3_000, 'warning'],
    [-30_000, 'warning'],
    [6_000, 'refused'],
    [-61_000, 'refused'],
  ])('%d ms behind the venue: %s', async (ms, outcome) => {
    const answers = await rehearsed(venueAhead(ms));
    expect(answers.get('clock')?.outcome).toBe(outcome);
  });
});

describe('the leverage of a market', () => {
  const lying: Partial<Venue> = {
    fetchLeverage: () => Promise.resolve({ leverage: 3, marginMode: 'cross' }),
  };

  it('is read back after it was set, and another one refuses the start', async () => {
    const policy = policyOf();
    bench = await openBench(policy, []);
    const { embedded, journal } = bench;
    const engine = createEngine(policy);
    const starting = startSession({
      policy,
      venue: answering(embedded.venue, lying),
      engine,
      state: engine.initialState,
      journal,
      clock: embedded.clock,
      runId: RUN_ID,
      runIds: [RUN_ID],
      lastReconciledAt: null,
      reArm: null,
      observer: { stepped: () => undefined, noticed: () => undefined },
    });
    await expect(starting).rejects.toThrow('HYPE stands at 3x cross after it was set to 10x cross');
  });

  it('is left as it is by a rehearsal, which says what a start would set', async () => {
    let sets = 0;
    const setLeverage = (): Promise<void> => Promise.resolve(void (sets += 1));
    const answers = await rehearsed({ ...lying, setLeverage });
    expect(sets).toBe(0);
    expect(answers.get('leverage')).toMatchObject({
      outcome: 'warning',
      text: 'HYPE at 3x cross, will be set to 10x cross',
    });
  });
});

describe('the dead man’s switch', () => {
  it.each([
    [true, 999_999, 'refused'],
    [false, 999_999, 'warning'],
    [true, 1_000_000, 'ok'],
  ])('required %s, $%d traded: %s', async (required, volume, outcome) => {
    const deadManSwitch = { afterMs: 60_000, required };
    const account = { ...policyOf().account, address: ACCOUNT, deadManSwitch };
    const answers = await rehearsed({ ...standing({}), ...traded(volume) }, { account });
    expect(answers.get("dead man's switch")?.outcome).toBe(outcome);
  });
});
