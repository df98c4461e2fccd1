/** The policies that a risk manager by doubles is held against one by decimals under. */
import { readFileSync } from 'node:fs';

const TEXT = readFileSync(new URL('../risk/risk-desk.policy', import.meta.url), 'utf8');
/** Limits that look at time, and rules that look at orders: what boxes of prices leave out. */
const LIMITS_ON_AGES = `
limit        small-when-late          order.notional <= $40_000 when age(mark) > 20ms
limit        small-when-unheard       order.notional <= $60_000 when age(account) > 1s
`;
const TRIGGERS_ON_ORDERS = `
reduce-only  many-orders              when open_orders > 6 until <= 3
`;

export const RISK_POLICIES: Readonly<Record<string, string>> = {
  'as it is': TEXT,
  'with limits on ages': TEXT + LIMITS_ON_AGES,
  'with a trigger on orders': TEXT + TRIGGERS_ON_ORDERS,
};
