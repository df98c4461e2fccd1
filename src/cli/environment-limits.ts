/**
 * `RISK_MAX_…` of the environment as the text of a preset, so that a figure there means what it
 * would in the policy. They add and tighten, never loosen. Pure.
 */
import { decimal } from '../base/index.js';
import { ENVIRONMENT } from '../check/index.js';
import { nearestName } from '../diagnostic/index.js';

export interface EnvironmentLimit {
  readonly variable: string;
  /** As it stands in the environment. */
  readonly value: string;
  /** `environment.max-daily-loss`; null for a setting. */
  readonly rule: string | null;
  /** What it adds, as the policy would say it. */
  readonly text: string;
}

export interface EnvironmentLimits {
  /** In the order of the table; empty where the environment says nothing. */
  readonly limits: readonly EnvironmentLimit[];
  /** The text of the preset; null where there is none. */
  readonly source: string | null;
  /** One a variable that cannot be read: `RISK_MAX_POSITIONS: …`. */
  readonly problems: readonly string[];
}

/** From a value to how the policy writes it; null where it is none. */
type Form = (value: string) => string | null;

interface Variable {
  readonly form: Form;
  /** What to write instead of a bad value. */
  readonly advice: string;
  /** The rule's words, its name left out, with the figure in its place; null: a leverage. */
  readonly rule: ((figure: string) => readonly [effect: string, body: string]) | null;
}

const PREFIX = 'RISK_MAX_';
const MONEY = 'write an amount of money such as 500 or $1_000.50';
const COUNT = 'write a whole number such as 3';

/** Money, or a share of `base` where there is one. Nothing at all is a limit too, if `leastIs0`. */
function moneyOr(base: string | null, leastIs0: boolean): Form {
  return (value) => {
    const amount = /^\$?(\d[\d_]*(?:\.\d+)?)$/u.exec(value)?.[1]?.replaceAll('_', '');
    if (amount !== undefined) return figureOf(amount, leastIs0, (text) => `$${text}`);
    const percent = /^(\d[\d_]*(?:\.\d+)?)%$/u.exec(value)?.[1]?.replaceAll('_', '');
    if (percent === undefined || base === null) return null;
    return figureOf(percent, leastIs0, (text) => `${text}% of ${base}`);
  };
}

/** A share of equity, said as money, a percentage or a multiple. */
function exposureForm(value: string): string | null {
  const multiple = /^(\d+(?:\.\d+)?)x$/u.exec(value)?.[1];
  if (multiple === undefined) return moneyOr('equity', true)(value);
  return figureOf(decimal(multiple).times(100).toFixed(), true, (text) => `${text}% of equity`);
}

function ratioForm(value: string): string | null {
  const percent = /^(\d+(?:\.\d+)?)%$/u.exec(value)?.[1];
  return percent === undefined ? null : figureOf(percent, false, (text) => `${text}%`);
}

function countFrom(least: number, most: number): Form {
  return (value) => {
    const count = /^\d{1,6}$/u.test(value) ? Number(value) : Number.NaN;
    return count >= least && count <= most ? String(count) : null;
  };
}

function leverageForm(value: string): string | null {
  const factor = Number(/^(\d{1,3})x?$/u.exec(value)?.[1] ?? Number.NaN);
  return factor >= 1 ? `${factor}x` : null;
}

/** Normal digits, as many as the language takes. */
function figureOf(
  digits: string,
  leastIs0: boolean,
  write: (text: string) => string,
): string | null {
  const figure = decimal(digits);
  const text = figure.toFixed();
  if (text.replace('.', '').length > 18) return null;
  return figure.gt(0) || (leastIs0 && figure.isZero()) ? write(text) : null;
}

const VARIABLES: Readonly<Record<string, Variable>> = {
  RISK_MAX_LEVERAGE: {
    form: leverageForm,
    advice: 'write a whole number from 1 on, such as 5 or 5x',
    rule: null,
  },
  RISK_MAX_ORDER_NOTIONAL: {
    form: moneyOr('equity', true),
    advice: `${MONEY}, or a share of equity such as 5%`,
    rule: (figure) => ['limit', `order.notional <= ${figure}`],
  },
  RISK_MAX_PRICE_DEVIATION: {
    form: ratioForm,
    advice: 'write a distance from mark such as 5%',
    rule: (figure) => ['limit', `order.price within ${figure} of mark`],
  },
  RISK_MAX_POSITION_VALUE: {
    form: moneyOr('equity', true),
    advice: `${MONEY}, or a share of equity such as 50%`,
    rule: (figure) => ['limit', `position_value <= ${figure}`],
  },
  RISK_MAX_POSITIONS: {
    form: countFrom(0, 10_000),
    advice: COUNT,
    rule: (figure) => ['limit', `open_positions <= ${figure}`],
  },
  RISK_MAX_EXPOSURE: {
    form: exposureForm,
    advice: `${MONEY}, a share of equity such as 300%, or a multiple of it such as 3x`,
    rule: (figure) => ['limit', `exposure <= ${figure}`],
  },
  RISK_MAX_MARGIN_UTILIZATION: {
    form: ratioForm,
    advice: 'write a share of equity such as 80%',
    rule: (figure) => ['limit', `margin_utilization <= ${figure}`],
  },
  RISK_MAX_OPEN_ORDERS: {
    form: countFrom(0, 10_000),
    advice: COUNT,
    rule: (figure) => ['limit', `account.open_orders <= ${figure}`],
  },
  RISK_MAX_ORDERS_PER_MINUTE: {
    form: countFrom(0, 10_000),
    advice: COUNT,
    rule: (figure) => ['limit', `account.orders <= ${figure} per 1m`],
  },
  RISK_MAX_CONSECUTIVE_LOSSES: {
    form: countFrom(1, 10_000),
    advice: 'write a whole number from 1 on',
    rule: (figure) => ['pause', `when consecutive_losses >= ${figure} until resumed after 30m`],
  },
  RISK_MAX_CONSECUTIVE_ERRORS: {
    form: countFrom(1, 10_000),
    advice: 'write a whole number from 1 on',
    rule: (figure) => ['pause', `when consecutive_errors >= ${figure} until resumed after 30m`],
  },
  RISK_MAX_DAILY_LOSS: {
    form: moneyOr('day_start_equity', false),
    advice: `${MONEY}, or a share of the day's first equity such as 5%`,
    rule: (figure) => ['kill', `when equity <= day_start_equity - ${figure}`],
  },
  RISK_MAX_DRAWDOWN: {
    form: moneyOr('peak_equity', false),
    advice: `${MONEY}, or a share of the highest equity such as 8%`,
    rule: (figure) => ['kill', `when equity <= peak_equity - ${figure}`],
  },
};

/** Names of the variables, in the order of the table. */
export const ENVIRONMENT_VARIABLES: readonly string[] = Object.keys(VARIABLES);

/** `coins` are the markets whose leverage is bounded. */
export function readEnvironmentLimits(
  env: Readonly<Record<string, string | undefined>>,
  coins: readonly string[],
): EnvironmentLimits {
  const limits: EnvironmentLimit[] = [];
  const lines: string[] = [];
  const problems = Object.keys(env).filter(isStranger).map(strangerText);
  for (const [variable, { form, advice, rule }] of Object.entries(VARIABLES)) {
    const value = env[variable];
    if (value === undefined) continue;
    const figure = form(value.trim());
    if (figure === null) {
      const what = value.trim() === '' ? 'is empty' : `\`${value}\` cannot be read`;
      problems.push(`${variable}: ${what}; ${advice}, or unset it`);
    } else if (rule === null) {
      limits.push({ variable, value, rule: null, text: `leverage ${figure}` });
      lines.push(...coins.map((coin) => leverageBlock(coin, figure)));
    } else {
      const [effect, body] = rule(figure);
      const name = variable.slice('RISK_'.length).toLowerCase().replaceAll('_', '-');
      limits.push({ variable, value, rule: `${ENVIRONMENT}.${name}`, text: `${effect} ${body}` });
      lines.push(`${effect.padEnd(12)} ${name.padEnd(24)} ${body} because "${variable}"`);
    }
  }
  const source = limits.length === 0 ? null : `preset ${ENVIRONMENT}\n\n${lines.join('\n')}\n`;
  return { limits, source, problems };
}

/** A limit that is misspelt is not one that was not wanted. */
function isStranger(name: string): boolean {
  return name.startsWith(PREFIX) && !(name in VARIABLES);
}

function strangerText(name: string): string {
  const near = nearestName(name, ENVIRONMENT_VARIABLES);
  const advice =
    near === null
      ? `the variables are ${ENVIRONMENT_VARIABLES.join(', ')}`
      : `did you mean ${near}?`;
  return `${name}: there is no such limit; ${advice}`;
}

function leverageBlock(coin: string, figure: string): string {
  const name = /^k?[A-Z][A-Za-z0-9]*$/u.test(coin) ? coin : `"${coin}"`;
  return `market ${name} {\n  leverage          ${figure}\n}\n`;
}
