/** `userFees`: the rates that this account really pays. */
import { z } from 'zod';
import type { FeeRates } from '../market/index.js';
import { decodeWire } from './decode-wire.js';
import { wireDecimal } from './wire-decimal.js';
import { signedDecimal } from './wire-field.js';

const feesSchema = z.object({ userAddRate: signedDecimal, userCrossRate: signedDecimal });

export function decodeUserFees(payload: unknown): FeeRates {
  const fees = decodeWire(feesSchema, payload, 'userFees');
  return { maker: fees.userAddRate, taker: fees.userCrossRate };
}

/** Without volume, tiers or discounts beyond the account's own rates. */
export function encodeUserFees(rates: FeeRates): object {
  const [add, cross] = [wireDecimal(rates.maker), wireDecimal(rates.taker)];
  return {
    dailyUserVlm: [],
    feeSchedule: {
      cross,
      add,
      spotCross: '0.0007',
      spotAdd: '0.0004',
      tiers: { vip: [], mm: [] },
      referralDiscount: '0.0',
      stakingDiscountTiers: [],
    },
    userCrossRate: cross,
    userAddRate: add,
    userSpotCrossRate: '0.0007',
    userSpotAddRate: '0.0004',
    activeReferralDiscount: '0.0',
    trial: null,
    feeTrialReward: '0.0',
    stakingLink: null,
    activeStakingDiscount: { bpsOfMaxSupply: '0.0', discount: '0.0' },
  };
}
