import { describe, expect, it } from 'vitest';
import { decimal } from '../../src/base/index.js';
import { readFees } from '../../src/cli/read-fees.js';
import { RunRefusal } from '../../src/cli/run-refusal.js';
import { feeRatesOf } from '../../src/simulator/index.js';

/** In percent of what is traded: to take, to make. */
function percentsOf(text: string): readonly string[] {
  const { volume, makerShare, stakingDiscount, referralDiscount } = readFees(text);
  const { taker, maker } = feeRatesOf({
    volume: decimal(volume),
    makerShare: decimal(makerShare ?? 0),
    stakingDiscount: decimal(stakingDiscount ?? 0),
    referralDiscount: decimal(referralDiscount ?? 0),
  });
  return [taker.times(100).toString(), maker.times(100).toString()];
}

describe('fees on the command line', () => {
  it.each([
    ['tier:0', '0.045', '0.015'],
    ['tier:1', '0.04', '0.012'],
    ['tier:3', '0.03', '0.004'],
    ['tier:6', '0.024', '0'],
    ['$30_000_000', '0.035', '0.008'],
    ['0', '0.045', '0.015'],
    ['tier:0,staking:10%,referral:4%', '0.03888', '0.01296'],
    ['tier:2, maker-share:0.6%', '0.035', '-0.001'],
  ])('%s are %s%% to take and %s%% to make', (text, taker, maker) => {
    expect(percentsOf(text)).toEqual([taker, maker]);
  });

  it.each(['', 'tier:7', 'tier', '-5', 'tier:1,staking', 'tier:1,staking:101%', 'tier:1,love:1%'])(
    'refuse `%s`, and say what to write',
    (text) => {
      expect(() => readFees(text)).toThrow(RunRefusal);
      expect(() => readFees(text)).toThrow(/write tier:0 to tier:6/u);
    },
  );
});
