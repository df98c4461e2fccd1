/** Which quantities may meet, and what comes of it. */
import type { DiagnosticCode } from '../diagnostic/index.js';
import type { ArithmeticOperation } from './checked-policy.js';
import {
  amountOf,
  type Basis,
  describeQuantity,
  LEVEL,
  PRICE,
  type Quantity,
  RATIO,
  sizeOf,
} from './quantity.js';

/** Why two quantities may not meet. */
export interface Mismatch {
  readonly mismatch: DiagnosticCode;
  readonly message: string;
}

export function isMismatch(result: Quantity | Mismatch): result is Mismatch {
  return 'mismatch' in result;
}

/** What `left` and `right` are when they stand side by side in a comparison, `min` or `max`. */
export function unifyQuantities(
  left: Quantity,
  right: Quantity,
  coinsAtHand: readonly string[],
): Quantity | Mismatch {
  if (isEvents(left) || isEvents(right)) return unifyEvents(left, right);
  if (left.dimension === 'zero') return right;
  if (right.dimension === 'zero') return left;
  const [plain, other] = isPlain(left) ? [left, right] : [right, left];
  if (isPlain(plain)) return unifyPlain(plain, other);
  if (left.dimension === 'size' && right.dimension === 'size') {
    return unifySizes(left.coin, right.coin, coinsAtHand);
  }
  if (left.dimension === 'dollars') return unifyDollars(left, right);
  if (right.dimension === 'dollars') return unifyDollars(right, left);
  if (left.dimension === 'money' && right.dimension === 'money') return unifyMoney(left, right);
  return left.dimension === right.dimension ? left : wrongDimensions(left, right);
}

/** What an operation on `left` and `right` comes to. */
export function combineQuantities(
  operation: ArithmeticOperation,
  left: Quantity,
  right: Quantity,
  coinsAtHand: readonly string[],
): Quantity | Mismatch {
  if (isEvents(left) || isEvents(right)) return combineEvents(operation, left, right);
  switch (operation) {
    case 'add':
    case 'subtract':
      return addQuantities(operation, left, right, coinsAtHand);
    case 'multiply':
      return multiplyQuantities(left, right);
    default:
      return divideQuantities(left, right, coinsAtHand);
  }
}

/** Events meet rates, and other events under one rate; a plain number lacks the window. */
function unifyEvents(left: Quantity, right: Quantity): Quantity | Mismatch {
  if (left.dimension === 'events') {
    if (right.dimension === 'events' || right.dimension === 'rate') return right;
    return needsRate(right);
  }
  if (right.dimension === 'events') return left.dimension === 'rate' ? left : needsRate(left);
  if (left.dimension !== 'rate' || right.dimension !== 'rate') return wrongDimensions(left, right);
  if (left.windowMs === right.windowMs) return left;
  return { mismatch: 'P301', message: 'the two rates have windows of different lengths' };
}

function needsRate(other: Quantity): Mismatch {
  const isPlainCount = ['zero', 'number', 'count'].includes(other.dimension);
  if (!isPlainCount) return wrongDimensions({ dimension: 'events' }, other);
  return { mismatch: 'P308', message: 'nothing says in which time' };
}

/** Counts of one window add up; nothing else is done with them before they meet their rate. */
function combineEvents(
  operation: ArithmeticOperation,
  left: Quantity,
  right: Quantity,
): Quantity | Mismatch {
  if (operation === 'add' && left.dimension === 'events' && right.dimension === 'events') {
    return left;
  }
  const word = OPERATION_WORDS[operation];
  return {
    mismatch: 'P301',
    message: `${describeQuantity(left)} cannot be ${word} ${describeQuantity(right)}`,
  };
}

const OPERATION_WORDS: Readonly<Record<ArithmeticOperation, string>> = {
  add: 'added to',
  subtract: 'reduced by',
  multiply: 'multiplied by',
  divide: 'divided by',
};

/** What `5% of whole` is: a share of a level is an amount. */
export function shareOf(whole: Quantity): Quantity {
  return whole.dimension === 'money' ? amountOf(null) : whole;
}

function addQuantities(
  operation: 'add' | 'subtract',
  left: Quantity,
  right: Quantity,
  coinsAtHand: readonly string[],
): Quantity | Mismatch {
  const isLeftLevel = isLevel(left);
  const isRightLevel = isLevel(right);
  if (isLeftLevel && isRightLevel) {
    return operation === 'subtract'
      ? amountOf('pnl')
      : { mismatch: 'P304', message: 'two levels of the account cannot be added' };
  }
  if (!isLeftLevel && !isRightLevel) return unifyQuantities(left, right, coinsAtHand);
  const [level, amount] = isLeftLevel ? [left, right] : [right, left];
  if (amount.dimension === 'money') {
    if (amount.basis === 'notional' || amount.basis === 'margin') {
      return { mismatch: 'P305', message: `${describeQuantity(amount)} does not shift a level` };
    }
  } else if (amount.dimension !== 'dollars' && amount.dimension !== 'zero') {
    return unifyQuantities(left, right, coinsAtHand);
  }
  if (operation === 'subtract' && isRightLevel) {
    return { mismatch: 'P303', message: 'a level is taken from an amount' };
  }
  return level;
}

function multiplyQuantities(left: Quantity, right: Quantity): Quantity | Mismatch {
  if (isScalar(left) && isScalar(right)) {
    if (left.dimension === 'ratio') return right.dimension === 'count' ? right : left;
    return right;
  }
  if (isScalar(left)) return scaled(left, right);
  if (isScalar(right)) return scaled(right, left);
  if (isSizeAtPrice(left, right) || isSizeAtPrice(right, left)) return amountOf('notional');
  return {
    mismatch: 'P301',
    message: `${describeQuantity(left)} cannot be multiplied by ${describeQuantity(right)}`,
  };
}

function isSizeAtPrice(size: Quantity, price: Quantity): boolean {
  const isPriced = price.dimension === 'price' || price.dimension === 'dollars';
  return size.dimension === 'size' && isPriced;
}

/** A percentage times a level is a share of it; a plain number of times a level stays a level. */
function scaled(scalar: Quantity, quantity: Quantity): Quantity {
  return scalar.dimension === 'ratio' && scalar.isPercent ? shareOf(quantity) : quantity;
}

function divideQuantities(
  left: Quantity,
  right: Quantity,
  coinsAtHand: readonly string[],
): Quantity | Mismatch {
  if (isScalar(right)) return isScalar(left) ? RATIO : left;
  const isMoneyLike = left.dimension === 'money' || left.dimension === 'dollars';
  if (isMoneyLike && right.dimension === 'price') return sizeOf(null);
  if (isMoneyLike && right.dimension === 'size') return PRICE;
  if (left.dimension === 'money' && right.dimension === 'money') return RATIO;
  const unified = unifyQuantities(left, right, coinsAtHand);
  if (!isMismatch(unified)) return RATIO;
  if (unified.mismatch === 'P307') return unified;
  return {
    mismatch: 'P301',
    message: `${describeQuantity(left)} cannot be divided by ${describeQuantity(right)}`,
  };
}

function unifyPlain(plain: Quantity, other: Quantity): Quantity | Mismatch {
  if (isPlain(other)) {
    if (plain.dimension === other.dimension) return plain.dimension === 'ratio' ? RATIO : plain;
    if (plain.dimension === 'number') return other;
    return other.dimension === 'number' ? plain : wrongDimensions(plain, other);
  }
  if (plain.dimension === 'ratio' && plain.isPercent) {
    return { mismatch: 'P302', message: `a percentage is not ${inShort(other)}` };
  }
  if (plain.dimension === 'number') {
    return { mismatch: 'P306', message: `a plain number is not ${inShort(other)}` };
  }
  return wrongDimensions(plain, other);
}

function inShort(quantity: Quantity): string {
  return quantity.dimension === 'money' ? 'money' : describeQuantity(quantity);
}

function unifyDollars(dollars: Quantity, other: Quantity): Quantity | Mismatch {
  const fits = ['dollars', 'price', 'money'].includes(other.dimension);
  return fits ? other : wrongDimensions(dollars, other);
}

function unifyMoney(
  left: Extract<Quantity, { dimension: 'money' }>,
  right: Extract<Quantity, { dimension: 'money' }>,
): Quantity | Mismatch {
  if (left.isLevel !== right.isLevel) {
    return { mismatch: 'P303', message: 'a level of the account meets an amount of money' };
  }
  if (left.isLevel) return LEVEL;
  if (isLossMoney(left.basis) && isLossMoney(right.basis)) {
    return left.basis === right.basis ? left : amountOf('pnl');
  }
  if (left.basis !== null && right.basis !== null && left.basis !== right.basis) {
    return {
      mismatch: 'P305',
      message: `${describeQuantity(left)} meets ${describeQuantity(right)}`,
    };
  }
  return left.basis === null ? right : left;
}

/** What may be lost compares with what was. */
function isLossMoney(basis: Basis): boolean {
  return basis === 'pnl' || basis === 'risk';
}

function unifySizes(
  left: string | null,
  right: string | null,
  coinsAtHand: readonly string[],
): Quantity | Mismatch {
  if (left === right) return sizeOf(left);
  if (left !== null && right !== null) {
    return { mismatch: 'P307', message: `contracts of ${left} are not contracts of ${right}` };
  }
  const named = left ?? right;
  const stranger = coinsAtHand.find((coin) => coin !== named);
  if (stranger === undefined) return sizeOf(named);
  return { mismatch: 'P307', message: `the rule also holds for ${stranger}, not only ${named}` };
}

function wrongDimensions(left: Quantity, right: Quantity): Mismatch {
  return {
    mismatch: 'P301',
    message: `${describeQuantity(left)} meets ${describeQuantity(right)}`,
  };
}

function isLevel(quantity: Quantity): boolean {
  return quantity.dimension === 'money' && quantity.isLevel;
}

function isEvents(quantity: Quantity): boolean {
  return quantity.dimension === 'events' || quantity.dimension === 'rate';
}

function isPlain(quantity: Quantity): boolean {
  return ['number', 'ratio', 'count'].includes(quantity.dimension);
}

function isScalar(quantity: Quantity): boolean {
  return quantity.dimension === 'zero' || isPlain(quantity);
}
