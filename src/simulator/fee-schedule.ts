/**
 * What perpetuals cost by how much an account trades. Source: facts of the venue, §7.8, after
 * https://hyperliquid.gitbook.io/hyperliquid-docs/trading/fees.
 */
import { decimal, type Notional, ONE, type Ratio, ZERO } from '../base/index.js';
import type { FeeRates } from '../market/index.js';

/** What the venue looks at. */
export interface FeeStanding {
  /** USD traded in 14 days, making and taking together. */
  readonly volume: Notional;
  /** Of all that makers traded on the venue in 14 days; default 0. */
  readonly makerShare?: Ratio;
  /** For staking: 0.05 to 0.4; default 0. */
  readonly stakingDiscount?: Ratio;
  /** For a referral: 0.04; default 0. */
  readonly referralDiscount?: Ratio;
}

/** Above so many USD in 14 days, in percent of what is traded. */
const VOLUME_TIERS = [
  { above: 7_000_000_000, taker: '0.024', maker: '0' },
  { above: 2_000_000_000, taker: '0.026', maker: '0' },
  { above: 500_000_000, taker: '0.028', maker: '0' },
  { above: 100_000_000, taker: '0.030', maker: '0.004' },
  { above: 25_000_000, taker: '0.035', maker: '0.008' },
  { above: 5_000_000, taker: '0.040', maker: '0.012' },
] as const;
const BASE = { taker: '0.045', maker: '0.015' } as const;
/** Above so many percent of the makers' volume, in percent of what is traded. */
const MAKER_REBATES = [
  { above: '3', maker: '-0.003' },
  { above: '1.5', maker: '-0.002' },
  { above: '0.5', maker: '-0.001' },
] as const;

/** The highest of the volume tiers; 0 is the base. */
export const FEE_TIER_MOST = VOLUME_TIERS.length;

/** USD of 14 days that just reach a tier, 0 to `FEE_TIER_MOST`. Throws `RangeError` for another. */
export function volumeOfTier(tier: number): Notional {
  if (tier === 0) return ZERO;
  const found = VOLUME_TIERS[VOLUME_TIERS.length - tier];
  if (found === undefined) throw new RangeError(`there is no fee tier ${tier}`);
  return decimal(found.above).plus(ONE);
}

/**
 * The volume's tier, with the rebate of the maker share in place of the maker's fee; discounts are
 * taken off what is paid, never off a rebate. Both discounts are multiplied, as how the venue joins
 * them is not established. Throws `RangeError` for a standing that cannot be.
 */
export function feeRatesOf(standing: FeeStanding): FeeRates {
  const { volume, makerShare = ZERO, stakingDiscount = ZERO, referralDiscount = ZERO } = standing;
  const shares = { makerShare, stakingDiscount, referralDiscount };
  for (const [name, share] of Object.entries(shares)) {
    if (share.gte(0) && share.lte(1)) continue;
    throw new RangeError(`the ${name} of a fee standing is from 0 to 1, not ${share}`);
  }
  if (!(volume.isFinite() && volume.gte(0))) {
    throw new RangeError(`the volume of a fee standing is USD at least 0, not ${volume}`);
  }
  const tier = VOLUME_TIERS.find(({ above }) => volume.gt(above)) ?? BASE;
  const rebate = MAKER_REBATES.find(({ above }) => makerShare.times(100).gt(above));
  const paid = ONE.minus(stakingDiscount).times(ONE.minus(referralDiscount));
  const taker = decimal(tier.taker).div(100).times(paid);
  const maker = decimal(rebate?.maker ?? tier.maker).div(100);
  return { maker: maker.isNeg() ? maker : maker.times(paid), taker };
}
