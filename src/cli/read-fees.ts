/** The standing that an account begins to trade with, as a command line says it. */
import { decimal } from '../base/index.js';
import { FEE_TIER_MOST, volumeOfTier } from '../simulator/index.js';
import type { FeeSpec } from '../study/index.js';
import { RunRefusal } from './run-refusal.js';

/** The share that a key of the command line stands for. */
const SHARES = {
  'maker-share': 'makerShare',
  staking: 'stakingDiscount',
  referral: 'referralDiscount',
} as const;

/**
 * `tier:3`, or `$30_000_000` traded in 14 days, alone or with `maker-share:0.6%`, `staking:10%` and
 * `referral:4%` after it. Throws `RunRefusal`.
 */
export function readFees(text: string): FeeSpec {
  const [standing = '', ...rest] = text.split(',').map((each) => each.trim());
  const fees: { -readonly [Key in keyof FeeSpec]: FeeSpec[Key] } = { volume: volumeOf(standing) };
  for (const part of rest) {
    const [, key = '', share = ''] = /^([a-z-]+):(\d+(?:\.\d+)?)%$/u.exec(part) ?? [];
    if (!isShare(key) || Number(share) > 100) throw wrong(part);
    fees[SHARES[key]] = decimal(share).div(100).toString();
  }
  return fees;
}

function volumeOf(text: string): string {
  const tier = /^tier:(\d)$/u.exec(text)?.[1];
  if (tier !== undefined && Number(tier) <= FEE_TIER_MOST) {
    return volumeOfTier(Number(tier)).toString();
  }
  const dollars = /^\$?(\d[\d_]*)$/u.exec(text)?.[1];
  if (dollars === undefined) throw wrong(text);
  return dollars.replaceAll('_', '');
}

function isShare(key: string): key is keyof typeof SHARES {
  return Object.hasOwn(SHARES, key);
}

function wrong(part: string): RunRefusal {
  return new RunRefusal(
    2,
    `error: \`--fees\`: \`${part}\` is not understood\n` +
      `help: write tier:0 to tier:${FEE_TIER_MOST}, or the dollars traded in 14 days,\n` +
      '      and perhaps maker-share:0.6%, staking:10%, referral:4%, with commas between them',
  );
}
