/** The clock and the way with withdrawals of each file: a preset's own beside the policy's. */
import { ProblemList } from '../diagnostic/index.js';
import type { CheckedAccount, CheckedBook } from './checked-policy.js';
import type { Unit } from './load-units.js';
import { accountLayerOf } from './resolve-account.js';
import type { IsSettingWaived } from './setting-waivers.js';

/** Of every file, the policy first, whose composed `account` is given. */
export function resolveBooks(
  [policy]: readonly Unit[],
  { dayReset, withdrawals }: CheckedAccount,
  isWaived: IsSettingWaived,
): readonly CheckedBook[] {
  if (policy === undefined) return [];
  const own: CheckedBook = { preset: policy.preset, dayReset, withdrawals };
  return [own, ...policy.uses.flatMap((unit) => booksBelow(unit, own, isWaived))];
}

function booksBelow(
  unit: Unit,
  user: CheckedBook,
  isWaived: IsSettingWaived,
): readonly CheckedBook[] {
  // What is wrong in it was told when the account was resolved.
  const quiet = { ...unit, problems: new ProblemList(unit.problems.file) };
  const values = accountLayerOf(quiet).blocks[0]?.values;
  const isLifted = isWaived(unit.preset?.name ?? '', 'account', 'withdrawals');
  const book: CheckedBook = {
    preset: unit.preset,
    dayReset: values?.['day-reset'] ?? user.dayReset,
    withdrawals: (isLifted ? null : values?.withdrawals) ?? user.withdrawals,
  };
  return [book, ...unit.uses.flatMap((inner) => booksBelow(inner, book, isWaived))];
}
