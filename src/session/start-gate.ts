/** What must hold before a policy may trade; each refusal says what to do about it. */
import type { CompiledMarket, CompiledPolicy } from '../compile/index.js';
import { nearestName } from '../diagnostic/index.js';
import type { AccountReport, FeeRates, Instrument } from '../market/index.js';
import type { Venue } from '../venue/index.js';
import { StartRefused } from './session-port.js';

/** In the other modes the clearinghouse does not hold the account's equity. */
const USABLE_ACCOUNT_MODES: ReadonlySet<string> = new Set(['disabled', 'default']);

export interface GatePass {
  /** Those of the policy's markets, in the policy's order. */
  readonly instruments: readonly Instrument[];
  readonly feeRates: FeeRates;
  readonly account: AccountReport;
}

/** Checks account and markets, and sets the leverage; throws `StartRefused` or `VenueError`. */
export async function passStartGate(policy: CompiledPolicy, venue: Venue): Promise<GatePass> {
  const mode = await venue.fetchAccountMode();
  if (!USABLE_ACCOUNT_MODES.has(mode)) {
    throw new StartRefused(
      `the account is in mode ${mode}, where its equity is not in the perpetual account; ` +
        'switch it to standard mode first',
    );
  }
  const listed = await venue.fetchInstruments();
  const instruments = policy.markets.map((market) => instrumentOf(market, listed, venue.name));
  for (const market of policy.markets) {
    await setLeverage(market, venue);
  }
  const [feeRates, account] = [await venue.fetchFeeRates(), await venue.fetchAccount()];
  return { instruments, feeRates, account };
}

function instrumentOf(
  market: CompiledMarket,
  listed: readonly Instrument[],
  venueName: string,
): Instrument {
  const instrument = listed.find((candidate) => candidate.coin === market.coin);
  if (instrument === undefined) {
    const coins = listed.map((candidate) => candidate.coin);
    const nearest = nearestName(market.coin, coins);
    const hint = nearest === null ? '' : `; did you mean ${nearest}?`;
    throw new StartRefused(`market ${market.coin} is not listed on the ${venueName}${hint}`);
  }
  if (market.leverage > instrument.maxLeverage) {
    throw new StartRefused(
      `${market.coin} allows at most ${instrument.maxLeverage}x on the ${venueName}, ` +
        `the policy says ${market.leverage}x`,
    );
  }
  return instrument;
}

async function setLeverage(market: CompiledMarket, venue: Venue): Promise<void> {
  try {
    await venue.setLeverage(market.coin, market.leverage, market.marginMode);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new StartRefused(
      `cannot set ${market.coin} to ${market.leverage}x ${market.marginMode}: ${reason}`,
      { cause: error },
    );
  }
}
