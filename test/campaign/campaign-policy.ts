/** The policies of the campaign: out of dice, with what they allow told as plain numbers too. */
import type { Dice } from '../soak/dice.js';
import type { AuditTerms } from './audit-terms.js';
import { CAMPAIGN_ACCOUNT } from './campaign-ground.js';

export interface CampaignPolicy {
  readonly text: string;
  readonly terms: AuditTerms;
  /** USD of the account at the start. */
  readonly cash: number;
}

/**
 * Quotes, limits, reduce-only, pauses and kills of one market, HYPE about $27.11; calm: none of the
 * kills is near.
 */
export function campaignPolicy(dice: Dice, isCalm = false): CampaignPolicy {
  const cash = dice.pick([2_000, 5_000, 20_000]);
  const levels = 1 + dice.below(4);
  const unit = dice.pick([1, 2, 4]);
  const flatteningKills = ['daily-loss', 'runaway'].filter(() => !dice.once(3));
  const flattens = (name: string): string =>
    flatteningKills.includes(name) ? ' then flatten' : '';
  const terms: AuditTerms = {
    positionMost: dice.pick([unit, 2 * unit, 4 * unit, 10 * unit]) + levels,
    // The first is crossed by the price itself, now and then.
    orderNotionalMost: dice.pick([27.11 * unit, 30 * unit, 400]),
    openOrdersMost: dice.pick([2, 4, 8, 20]),
    ordersMost: dice.pick([6, 20, 60]),
    ordersWindowMs: dice.pick([10_000, 60_000]),
    flatteningKills,
  };
  const loss = isCalm ? 50 : dice.pick([0.02, 0.1, 0.5, 2]);
  const runaway = isCalm ? 5_000 : dice.pick([80, 150, 300, 5_000]);
  const value = isCalm ? 1_000 : dice.pick([60, 200, 1_000]);
  const silenceS = isCalm ? 60 : dice.pick([15, 40, 60]);
  const text = `policy campaign
language 1

venue hyperliquid testnet

account {
  address           ${CAMPAIGN_ACCOUNT}
  initial-balance   $${cash}
  day-reset         00:00 UTC
  withdrawals       lower-anchors
  flatten-within    1%
${dice.once(3) ? '  dead-man-switch   30s if-available\n' : ''}}

market HYPE {
  leverage          5x
}

limit        order-notional   order.notional <= $${terms.orderNotionalMost}
limit        position         |position| <= ${terms.positionMost} HYPE
limit        open-orders      open_orders <= ${terms.openOrdersMost}
limit        order-rate       orders <= ${terms.ordersMost} per ${terms.ordersWindowMs / 1_000}s

reduce-only  over-value       when position_value > $${value} until < $30
pause        stale-quotes     when age(mark) > 7s until <= 3s
pause        error-streak     when consecutive_errors >= 5 until resumed after 30s
kill         daily-loss       when equity < day_start_equity - ${loss}% of day_start_equity${flattens('daily-loss')}
kill         runaway          when position_value > $${runaway}${flattens('runaway')}
kill         feed-lost        when age(mark) > ${silenceS}s

quote glft {
  risk-aversion     0.05 per tick
  volatility        2.1588 ticks per sqrt-second
  intensity         0.10005 per second
  decay             0.4533 per tick
  unit-size         ${unit} HYPE
  levels            ${levels}
  refresh           ${dice.pick(['500ms', '1s', '3s'])}
}

allocate margin {
  skew              0.2
  per-side          30% to 70%
}
`;
  return { text, terms, cash };
}
