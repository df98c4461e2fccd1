/** The configuration of an older risk manager: its keys, their defaults, and what is odd in one. */
import { z } from 'zod';
import { type Decimal, decimal } from '../base/index.js';

interface KeyMeaning {
  /** `whole`: a whole number; `minutes`: may have a fraction, down to a second. */
  readonly form: 'usd' | 'percent' | 'whole' | 'minutes';
  /** What the risk manager takes where its configuration does not say. */
  readonly usual: string;
}

export const RISK_KEYS = {
  max_position_size_usd: { form: 'usd', usual: '1000' },
  max_position_size_percent: { form: 'percent', usual: '10' },
  max_order_size_usd: { form: 'usd', usual: '5000' },
  max_open_orders: { form: 'whole', usual: '10' },
  max_daily_loss_usd: { form: 'usd', usual: '500' },
  max_daily_loss_percent: { form: 'percent', usual: '5' },
  max_consecutive_losses: { form: 'whole', usual: '3' },
  max_total_exposure_usd: { form: 'usd', usual: '10000' },
  max_total_exposure_percent: { form: 'percent', usual: '50' },
  max_positions: { form: 'whole', usual: '5' },
  max_price_deviation_percent: { form: 'percent', usual: '5' },
  max_slippage_percent: { form: 'percent', usual: '1' },
  max_consecutive_errors: { form: 'whole', usual: '5' },
  circuit_breaker_cooldown_minutes: { form: 'minutes', usual: '30' },
  max_orders_per_minute: { form: 'whole', usual: '10' },
  max_leverage: { form: 'whole', usual: '3' },
} as const satisfies Readonly<Record<string, KeyMeaning>>;

export type RiskKey = keyof typeof RISK_KEYS;

/** One value as it holds. */
export interface RiskValue {
  /** Null: no such limit. */
  readonly value: Decimal | null;
  /** Where it comes from. */
  readonly from: 'config' | 'default';
}

export interface RiskConfig {
  readonly values: Readonly<Record<RiskKey, RiskValue>>;
  /** Keys nobody knows, with their values as JSON on one line. */
  readonly unknown: readonly { readonly key: string; readonly json: string }[];
}

export type RiskConfigResult =
  | { readonly config: RiskConfig }
  /** What is wrong, each with a way out. */
  | { readonly problems: readonly string[] };

const WRAPPERS = new Set(['risk', 'risk_config', 'risk_manager']);
const KEYS = Object.keys(RISK_KEYS).filter(isRiskKey);
const MAX_WHOLE = 10_000;

const numeric = z.union([z.number(), z.string().trim()]).transform((text, context) => {
  const plain = typeof text === 'number' ? decimal(text).toFixed() : text.replaceAll('_', '');
  if (/^\d{1,15}(?:\.\d{1,12})?$/u.test(plain) && decimal(plain).gt(0)) return decimal(plain);
  context.addIssue({ code: 'custom', message: 'write a number above 0, or null for no limit' });
  return z.NEVER;
});
const whole = numeric.refine((value) => value.isInteger() && value.lte(MAX_WHOLE), {
  message: `write a whole number from 1 to ${MAX_WHOLE}, or null for no limit`,
});
const minutes = numeric.refine((value) => value.times(60).isInteger() && value.lte(30 * 24 * 60), {
  message: 'write minutes, at most 43200 (30 days)',
});
const FORMS = { usd: numeric, percent: numeric, whole, minutes } as const;

/** Reads the text of a configuration. */
export function readRiskConfig(text: string): RiskConfigResult {
  const json = parseJson(text);
  if (json === null)
    return { problems: ['it is not JSON: write an object, such as {"max_positions": 5}'] };
  const object = z.record(z.string(), z.unknown()).safeParse(json.value);
  if (!object.success) return { problems: ['it is no object: write {"max_positions": 5}'] };
  const entries = Object.entries(unwrapped(object.data));
  const given = new Map<RiskKey, unknown>();
  const unknown: { key: string; json: string }[] = [];
  const problems: string[] = [];
  for (const [written, value] of entries) {
    const key = toSnakeCase(written);
    if (!isRiskKey(key)) unknown.push({ key: written, json: JSON.stringify(value) });
    else if (given.has(key)) problems.push(`\`${key}\` stands there twice: keep one of them`);
    else given.set(key, value);
  }
  const values = new Map<RiskKey, RiskValue>();
  for (const key of KEYS) {
    const read = readValue(key, given);
    if ('problem' in read) problems.push(read.problem);
    else values.set(key, read);
  }
  if (problems.length > 0) return { problems };
  if (given.size === 0) {
    return { problems: [`it has none of the keys that are known, such as \`${KEYS[0]}\``] };
  }
  return { config: { values: allOf(values), unknown } };
}

function readValue(
  key: RiskKey,
  given: ReadonlyMap<RiskKey, unknown>,
): RiskValue | { readonly problem: string } {
  const { form, usual } = RISK_KEYS[key];
  if (!given.has(key)) return { value: decimal(usual), from: 'default' };
  const value = given.get(key);
  if (value === null) return { value: null, from: 'config' };
  const parsed = FORMS[form].safeParse(value);
  if (parsed.success) return { value: parsed.data, from: 'config' };
  const why = parsed.error.issues.at(-1)?.message ?? '';
  const advice = why.startsWith('write') ? why : 'write a number, or null for no limit';
  return { problem: `\`${key}\` cannot be ${JSON.stringify(value)}: ${advice}` };
}

function allOf(values: ReadonlyMap<RiskKey, RiskValue>): Readonly<Record<RiskKey, RiskValue>> {
  const none: RiskValue = { value: null, from: 'default' };
  const all = Object.fromEntries(KEYS.map((key) => [key, values.get(key) ?? none]));
  return all as Record<RiskKey, RiskValue>;
}

/** The object that holds the keys, where the file has it under a name of its own. */
function unwrapped(object: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const entries = Object.entries(object);
  const [only] = entries;
  if (entries.length !== 1 || only === undefined || !WRAPPERS.has(toSnakeCase(only[0]))) {
    return object;
  }
  const inner = z.record(z.string(), z.unknown()).safeParse(only[1]);
  return inner.success ? inner.data : object;
}

function parseJson(text: string): { readonly value: unknown } | null {
  try {
    return { value: JSON.parse(text) };
  } catch {
    return null;
  }
}

function toSnakeCase(key: string): string {
  return key.replaceAll(/(?<=[a-z0-9])[A-Z]/gu, (letter) => `_${letter}`).toLowerCase();
}

function isRiskKey(key: string): key is RiskKey {
  return Object.hasOwn(RISK_KEYS, key);
}
