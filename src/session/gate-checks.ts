/** The questions of the start gate, in the order in which they are asked. */
import { type Clock, DAY_MS, type DurationMs } from '../base/index.js';
import type { CompiledMarket, CompiledPolicy } from '../compile/index.js';
import { nearestName } from '../diagnostic/index.js';
import type { AccountReport, FeeRates, Instrument } from '../market/index.js';
import type { Venue } from '../venue/index.js';

/** What the venue has told so far. */
export interface GateFindings {
  instruments?: readonly Instrument[];
  feeRates?: FeeRates;
  account?: AccountReport;
}

export interface GateVerdict {
  readonly outcome: 'ok' | 'warning' | 'refused';
  /** For people: what is so, and of a refusal what to do about it. */
  readonly text: string;
}

interface GateQuestion {
  readonly policy: CompiledPolicy;
  readonly venue: Venue;
  readonly clock: Clock;
  /** False: what is set is read, and left as it is. */
  readonly setsLeverage: boolean;
  readonly found: GateFindings;
}

interface GateCheck {
  readonly name: string;
  /** Rejects with `VenueError` where the venue does not answer. */
  readonly check: (question: GateQuestion) => Promise<GateVerdict>;
}

/** In the other modes the clearinghouse does not hold the account's equity. */
const USABLE_ACCOUNT_MODES: ReadonlySet<string> = new Set(['disabled', 'default']);
const TRADING_ROLES: ReadonlySet<string> = new Set(['user', 'subAccount', 'vault']);
/** Actions expire 15 s after our time: a venue that is further ahead refuses them all. */
const VENUE_AHEAD_MOST_MS: DurationMs = 5_000;
/** A clock of ours that far ahead makes fresh news look stale. */
const OURS_AHEAD_MOST_MS: DurationMs = 60_000;
const SKEW_TOLD_MS: DurationMs = 2_000;
const EXPIRY_TOLD_MS: DurationMs = 7 * DAY_MS;
/** No date lies beyond it. */
const LAST_DATE_MS = 8.64e15;
/** Below it quoting is about to be slowed down. */
const FEW_ACTIONS = 1_000;

export const GATE_CHECKS: readonly GateCheck[] = [
  { name: 'account mode', check: checkMode },
  { name: 'account', check: checkRole },
  { name: 'agent', check: checkAgent },
  { name: 'markets', check: checkMarkets },
  { name: 'leverage', check: checkLeverage },
  { name: 'fees', check: checkFees },
  { name: 'clock', check: checkClock },
  { name: 'action budget', check: checkBudget },
];

async function checkMode({ venue }: GateQuestion): Promise<GateVerdict> {
  const mode = await venue.fetchAccountMode();
  if (USABLE_ACCOUNT_MODES.has(mode)) return ok(`standard (${mode})`);
  return refused(
    `the account is in mode ${mode}, where its equity is not in the perpetual account; ` +
      'switch it to standard mode first',
  );
}

async function checkRole({ policy, venue }: GateQuestion): Promise<GateVerdict> {
  const { role, master } = await venue.fetchStanding();
  const address = policy.account.address ?? 'the account';
  if (role === 'missing') {
    return refused(`the ${venue.name} does not know ${address}; deposit to it first`);
  }
  if (role === 'agent') {
    const whose = master === null ? 'its account' : `its account, ${master}`;
    return refused(`${address} is an API wallet, whose own account is empty; write ${whose}`);
  }
  if (TRADING_ROLES.has(role)) return ok(`${address} is a ${role}`);
  return { outcome: 'warning', text: `${address} is a ${role} to the ${venue.name}` };
}

async function checkAgent({ policy, venue, clock }: GateQuestion): Promise<GateVerdict> {
  const { role, master, agent } = await venue.fetchStanding();
  if (agent === null) return ok('nothing is signed here');
  const { address: own } = policy.account;
  // The master's own key may sign as well; it should not lie on a trading machine.
  if (agent.address === own) {
    const text =
      'the key is that of the account, which can withdraw; approve an API wallet instead';
    return { outcome: 'warning', text };
  }
  if (agent.role !== 'agent') {
    return refused(
      `the key is of ${agent.address}, which is no API wallet of any account; approve it first`,
    );
  }
  const owners = [own, role === 'subAccount' || role === 'vault' ? master : null];
  const isOurs = own === null || agent.master === null || owners.includes(agent.master);
  // Who leads a vault is not told with its role.
  if (!isOurs && role !== 'vault') {
    return refused(`the key is of an API wallet of ${agent.master ?? 'another'}, not of ${own}`);
  }
  const { validUntil } = agent;
  if (validUntil === null || validUntil > LAST_DATE_MS) return ok(`${agent.address}, no end told`);
  const leftMs = validUntil - clock.nowMs();
  const end = new Date(validUntil).toISOString();
  if (leftMs <= 0)
    return refused(`the API wallet ${agent.address} expired at ${end}; approve another`);
  const days = Math.floor(leftMs / DAY_MS);
  const text = `${agent.address} may sign until ${end}, ${days} days more`;
  return leftMs < EXPIRY_TOLD_MS ? { outcome: 'warning', text } : ok(text);
}

async function checkMarkets({ policy, venue, found }: GateQuestion): Promise<GateVerdict> {
  const listed = await venue.fetchInstruments();
  const instruments: Instrument[] = [];
  for (const market of policy.markets) {
    const instrument = listed.find((candidate) => candidate.coin === market.coin);
    const trouble = troubleOf(market, instrument, listed, venue.name);
    if (trouble !== null) return refused(trouble);
    if (instrument !== undefined) instruments.push(instrument);
  }
  found.instruments = instruments;
  return ok(
    instruments
      .map(({ coin, maxLeverage, sizeDecimals }) => {
        const lot = sizeDecimals === 0 ? '1' : `0.${'0'.repeat(sizeDecimals - 1)}1`;
        return `${coin} up to ${maxLeverage}x, lots of ${lot}`;
      })
      .join('; '),
  );
}

function troubleOf(
  market: CompiledMarket,
  instrument: Instrument | undefined,
  listed: readonly Instrument[],
  venueName: string,
): string | null {
  const { coin, leverage } = market;
  if (instrument === undefined) {
    const coins = listed.map((candidate) => candidate.coin);
    const nearest = nearestName(coin, coins);
    const hint = nearest === null ? '' : `; did you mean ${nearest}?`;
    return `market ${coin} is not listed on the ${venueName}${hint}`;
  }
  if (leverage <= instrument.maxLeverage) return null;
  const most = `${coin} allows at most ${instrument.maxLeverage}x on the ${venueName}`;
  return `${most}, the policy says ${leverage}x`;
}

async function checkLeverage({ policy, venue, setsLeverage }: GateQuestion): Promise<GateVerdict> {
  const told: string[] = [];
  let mustChange = false;
  for (const { coin, leverage, marginMode } of policy.markets) {
    const wanted = `${leverage}x ${marginMode}`;
    if (setsLeverage) {
      const trouble = await setLeverage(venue, coin, leverage, marginMode);
      if (trouble !== null) return refused(`cannot set ${coin} to ${wanted}: ${trouble}`);
    }
    const set = await venue.fetchLeverage(coin);
    const isSame = set.leverage === leverage && set.marginMode === marginMode;
    const stands = `${set.leverage}x ${set.marginMode}`;
    if (setsLeverage && !isSame) {
      return refused(`${coin} stands at ${stands} after it was set to ${wanted}; set it by hand`);
    }
    mustChange ||= !isSame;
    told.push(isSame ? `${coin} at ${wanted}` : `${coin} at ${stands}, will be set to ${wanted}`);
  }
  return { outcome: mustChange ? 'warning' : 'ok', text: told.join('; ') };
}

/** Why it was not set; null where it was. */
async function setLeverage(
  venue: Venue,
  coin: string,
  leverage: number,
  marginMode: 'cross' | 'isolated',
): Promise<string | null> {
  try {
    await venue.setLeverage(coin, leverage, marginMode);
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

async function checkFees({ venue, found }: GateQuestion): Promise<GateVerdict> {
  const rates = await venue.fetchFeeRates();
  found.feeRates = rates;
  return ok(`maker ${percent(rates.maker)}, taker ${percent(rates.taker)}`);
}

/** The account's picture carries the venue's time: between our asking and our hearing it. */
async function checkClock({ venue, clock, found }: GateQuestion): Promise<GateVerdict> {
  const askedMs = clock.nowMs();
  const account = await venue.fetchAccount();
  const heardMs = clock.nowMs();
  found.account = account;
  const [venueAheadMs, oursAheadMs] = [account.time - heardMs, askedMs - account.time];
  if (venueAheadMs > VENUE_AHEAD_MOST_MS) {
    return refused(
      `this machine's clock is ${seconds(venueAheadMs)} behind the ${venue.name}'s; ` +
        'synchronise it (NTP): every action would be refused as expired',
    );
  }
  if (oursAheadMs > OURS_AHEAD_MOST_MS) {
    return refused(
      `this machine's clock is ${seconds(oursAheadMs)} ahead of the ${venue.name}'s; ` +
        'synchronise it (NTP)',
    );
  }
  const skewMs = Math.max(venueAheadMs, oursAheadMs, 0);
  if (skewMs <= SKEW_TOLD_MS) return ok('within 2 s of that of the venue');
  return {
    outcome: 'warning',
    text: `this machine's clock is ${seconds(skewMs)} off the venue's; synchronise it (NTP)`,
  };
}

async function checkBudget({ venue }: GateQuestion): Promise<GateVerdict> {
  // The run asks again and again: what is not told now slows nothing down.
  const budget = await venue.fetchActionBudget().catch((error: unknown) => {
    return error instanceof Error ? error.message : String(error);
  });
  if (typeof budget === 'string') {
    return { outcome: 'warning', text: `the action budget could not be read: ${budget}` };
  }
  const { used, cap } = budget;
  const left = Math.max(0, cap - used);
  const text = `${left} actions left of ${cap}`;
  if (left >= FEW_ACTIONS) return ok(text);
  return { outcome: 'warning', text: `${text}: quoting slows down until more is traded` };
}

function percent(rate: FeeRates['maker']): string {
  return `${rate.times(100).toString()}%`;
}

function seconds(ms: DurationMs): string {
  return `${(ms / 1000).toFixed(1)} s`;
}

function ok(text: string): GateVerdict {
  return { outcome: 'ok', text };
}

function refused(text: string): GateVerdict {
  return { outcome: 'refused', text };
}
