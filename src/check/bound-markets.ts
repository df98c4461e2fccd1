/** What presets say of markets: bounds that the policy's own market blocks may only tighten. */
import type { Span } from '../diagnostic/index.js';
import type { CheckedMarket } from './checked-policy.js';
import type { Unit } from './load-units.js';
import { reportNotYet } from './report-not-yet.js';
import { resolveSettings, type SettingValues } from './resolve-settings.js';

export function boundMarkets(
  markets: readonly CheckedMarket[],
  own: Unit,
  presets: readonly Unit[],
): readonly CheckedMarket[] {
  let bounded = markets;
  for (const unit of presets) {
    const read = new Map<object, SettingValues<'market'>>();
    for (const { coin, block } of unit.statements.markets) {
      const settings = block.entries.filter((entry) => entry.kind === 'setting');
      const values = read.get(block) ?? resolveSettings('market', settings, unit.problems).values;
      if (!read.has(block)) refuseStrategies(block, unit);
      read.set(block, values);
      bounded = bounded.map((market) =>
        market.coin === coin ? boundMarket(market, values, own, unit) : market,
      );
    }
  }
  return bounded;
}

function boundMarket(
  market: CheckedMarket,
  { leverage, margin }: SettingValues<'market'>,
  own: Unit,
  { preset }: Unit,
): CheckedMarket {
  if (leverage !== undefined && market.leverage > leverage) {
    const name = preset?.name ?? '';
    const message = `${market.leverage}x is looser than the ${leverage}x of \`${name}\``;
    own.problems.report('P405', settingSpan(own, market, 'leverage'), message, {
      hint: `write \`leverage ${leverage}x\` or less: a preset can only be tightened`,
    });
  }
  const isWritten = findSetting(own, market, 'margin') !== null;
  return isWritten || margin === undefined ? market : { ...market, marginMode: margin };
}

function settingSpan(own: Unit, market: CheckedMarket, key: string): Span {
  return findSetting(own, market, key) ?? market.span;
}

function findSetting(own: Unit, market: CheckedMarket, key: string): Span | null {
  const declared = own.statements.markets.find(({ coin }) => coin === market.coin);
  const found = declared?.block.entries.find(
    (entry) => entry.kind === 'setting' && entry.key.text === key,
  );
  return found?.span ?? null;
}

function refuseStrategies(
  block: Unit['statements']['markets'][number]['block'],
  { problems }: Unit,
): void {
  for (const entry of block.entries) {
    if (entry.kind !== 'settingBlock') continue;
    const hint = 'write it into the policy for now';
    reportNotYet(`\`${entry.head.name}\` in a preset`, entry.head.span, hint, problems);
  }
}
