/** A policy in the words of a risk configuration: every value with the key that it comes from. */
import type { Decimal, Money } from '../base/index.js';
import { printMoney } from './policy-literal.js';
import type { RiskConfig, RiskKey } from './risk-config.js';

export interface ImportTarget {
  /** The name of the policy. */
  readonly name: string;
  readonly markets: readonly string[];
  readonly initialBalance: Money;
  /** The file of the configuration, for the first comment. */
  readonly source: string;
}

export interface ImportedPolicy {
  /** Not in the layout yet. */
  readonly text: string;
  /** What was left out or is only near what the configuration says. */
  readonly notes: readonly string[];
}

export function writeRiskPolicy(config: RiskConfig, target: ImportTarget): ImportedPolicy {
  return new RiskPolicy(config, target).written();
}

class RiskPolicy {
  readonly #config: RiskConfig;
  readonly #target: ImportTarget;
  readonly #lines: string[] = [];
  readonly #notes: string[] = [];

  constructor(config: RiskConfig, target: ImportTarget) {
    this.#config = config;
    this.#target = target;
  }

  written(): ImportedPolicy {
    this.#header();
    this.#limits();
    this.#breakers();
    this.#kills();
    this.#unknown();
    return { text: this.#lines.map((line) => `${line}\n`).join(''), notes: this.#notes };
  }

  #header(): void {
    const { name, markets, initialBalance, source } = this.#target;
    const leverage = this.#config.values.max_leverage.value;
    this.#add(`# Imported from ${source}; each rule names the keys that it comes from.`);
    this.#add('', `policy ${name}`, 'language 1', '');
    this.#note('the venue, the markets and the account are not in such a configuration');
    this.#add('venue embedded', '', 'account {');
    this.#add(`initial-balance ${printMoney(initialBalance)}`, 'day-reset 00:00 UTC');
    this.#add('withdrawals lower-anchors', '}', '');
    this.#origin('max_leverage');
    if (leverage === null) this.#note('without `max_leverage` the leverage is 1x, the least');
    this.#add(`market ${markets.map(quoteCoin).join(', ')} {`);
    this.#add(`leverage ${leverage?.toString() ?? '1'}x`, '}', '');
  }

  #limits(): void {
    this.#limit('position-value', 'position_value', [
      'max_position_size_usd',
      'max_position_size_percent',
    ]);
    this.#limit('order-notional', 'order.notional', ['max_order_size_usd']);
    this.#count('open-orders', 'account.open_orders', 'max_open_orders');
    this.#limit('exposure', 'exposure', ['max_total_exposure_usd', 'max_total_exposure_percent']);
    this.#count('open-positions', 'open_positions', 'max_positions');
    this.#within('price-sanity', 'max_price_deviation_percent');
    this.#slippage();
    this.#rule('max_orders_per_minute', (most) => {
      return `limit order-rate account.orders <= ${most.toString()} per 1m`;
    });
    this.#add('');
  }

  #breakers(): void {
    const cooldown = this.#config.values.circuit_breaker_cooldown_minutes.value;
    const span = cooldown === null ? null : printMinutes(cooldown);
    this.#origin('circuit_breaker_cooldown_minutes');
    this.#rule('max_consecutive_losses', (most) => {
      const until = span === null ? 'resumed' : `${span} later`;
      return `pause losing-streak when consecutive_losses >= ${most.toString()} until ${until}`;
    });
    this.#rule('max_consecutive_errors', (most) => {
      const until = span === null ? 'resumed' : `resumed after ${span}`;
      return `pause error-streak when consecutive_errors >= ${most.toString()} until ${until}`;
    });
    this.#note('after losses the breaker ends by time, after errors by the operator');
    this.#add('');
  }

  #kills(): void {
    const keys = ['max_daily_loss_usd', 'max_daily_loss_percent'] as const;
    const bound = this.#bound(keys, 'day_start_equity');
    this.#origin(...keys);
    if (bound === null) this.#note('no daily loss ends trading: both keys are null');
    else {
      this.#note('a day begins at 00:00 UTC, and a loss counts from the equity at that time');
      this.#add(`kill daily-loss when equity < day_start_equity - ${bound}`);
    }
    this.#add('# Not in the configuration: without news of the mark nothing above can be judged.');
    this.#add('kill feed-lost when age(mark) > 30s');
  }

  #slippage(): void {
    this.#rule('max_slippage_percent', (most) => {
      return `limit slippage order.slippage <= ${most.toString()}%`;
    });
  }

  #limit(name: string, measure: string, keys: readonly RiskKey[]): void {
    const bound = this.#bound(keys, 'equity');
    this.#origin(...keys);
    if (bound !== null) this.#add(`limit ${name} ${measure} <= ${bound}`);
  }

  #count(name: string, measure: string, key: RiskKey): void {
    this.#rule(key, (most) => `limit ${name} ${measure} <= ${most.toString()}`);
  }

  #within(name: string, key: RiskKey): void {
    this.#rule(key, (most) => `limit ${name} order.price within ${most.toString()}% of mark`);
  }

  #rule(key: RiskKey, write: (value: Decimal) => string): void {
    const { value } = this.#config.values[key];
    this.#origin(key);
    if (value !== null) this.#add(write(value));
  }

  /** The tighter of dollars and percent, as far as they are given; null where none is. */
  #bound(keys: readonly RiskKey[], anchor: string): string | null {
    const bounds = keys.flatMap((key) => {
      const { value } = this.#config.values[key];
      if (value === null) return [];
      return [key.endsWith('_percent') ? `${value.toString()}% of ${anchor}` : printMoney(value)];
    });
    return bounds.length > 1 ? `min(${bounds.join(', ')})` : (bounds[0] ?? null);
  }

  #origin(...keys: readonly RiskKey[]): void {
    const texts = keys.map((key) => {
      const { value, from } = this.#config.values[key];
      const text = `${key} ${value?.toString() ?? 'null, so no limit'}`;
      return from === 'default' ? `${text} (the default, not in the configuration)` : text;
    });
    this.#add(`# ${texts.join(', ')}`);
  }

  #unknown(): void {
    const { unknown } = this.#config;
    if (unknown.length === 0) return;
    this.#add('', '# Not understood, and so not enforced:');
    for (const { key, json } of unknown) this.#add(`#   ${asciiOf(`${key}: ${json}`)}`);
  }

  #note(text: string): void {
    this.#notes.push(text);
    this.#add(`# Note: ${text}.`);
  }

  #add(...lines: readonly string[]): void {
    this.#lines.push(...lines);
  }
}

/** `30m`, or seconds where minutes have a fraction. */
function printMinutes(minutes: Decimal): string {
  return minutes.isInteger() ? `${minutes.toString()}m` : `${minutes.times(60).toString()}s`;
}

function quoteCoin(coin: string): string {
  return /^k?[A-Z][A-Za-z0-9]*$/u.test(coin) ? coin : `"${coin}"`;
}

/** A comment may hold any text, but no line break and nothing that turns text round. */
function asciiOf(text: string): string {
  return text.replaceAll(/[^ -~]/gu, '?').slice(0, 200);
}
