/**
 * Conditions as one straight run of doubles. Where the error bound cannot tell a comparison's
 * truth, and only there, the decimals are asked: the truth is always theirs.
 */
import { type Comparator, type Truth } from '../compile/index.js';
import { unreachable } from '../base/index.js';
import type { Bound, FactBounds } from './bound.js';
import type { FactStore } from './fact-store.js';
import { generateRun, interpretRun, type Run, type RunLayout } from './generate-run.js';
import { FALSE, TRUE, UNKNOWN } from './operation.js';
import { type Operand, ProgramWriter } from './program-writer.js';
import type { Term } from './term.js';

/** A condition over terms; each comparison has a number by which the decimals are asked for it. */
export type TermCondition =
  | {
      readonly kind: 'compare';
      readonly comparator: Comparator;
      readonly left: Term;
      readonly right: Term;
      readonly number: number;
    }
  /** Left to whoever knows: a window of time. */
  | { readonly kind: 'asked'; readonly number: number }
  | { readonly kind: 'and' | 'or'; readonly operands: readonly TermCondition[] };

/** One comparison with what its truth is below, at and above equality. */
export type TruthStep =
  | {
      readonly kind: 'compare';
      readonly difference: Operand;
      readonly error: Operand;
      readonly below: number;
      readonly equal: number;
      readonly above: number;
      /** Whether not a number can only mean that a fact is not known. */
      readonly isNanUnknown: boolean;
      readonly number: number;
    }
  | { readonly kind: 'asked'; readonly number: number }
  | { readonly kind: 'and' | 'or'; readonly left: number; readonly right: number };

export interface Program {
  /**
   * Judges every condition over the facts of `store` into `truths` (0 false, 1 unknown, 2 true) by
   * its place in the list; `ask` tells the truth of a comparison by decimals.
   */
  judge(truths: number[], ask: (number: number) => number): void;
  /**
   * As `judge`, of all facts within `around` at once: a truth that is told without asking holds for
   * each of them. Not for every event: the bounds are reckoned anew.
   */
  judgeAround(around: FactBounds, truths: number[], ask: (number: number) => number): void;
  /** How many comparisons were left to decimals so far. */
  readonly asked: number;
  /** Whether it runs as generated code. */
  readonly isGenerated: boolean;
}

/** So many undecided comparisons make it worth to look how large the facts are now. */
const ASKED_BEFORE_TIGHTENING = 32;
/** Facts that come and go off their lattices are not worth more functions than these. */
const SPECIAL_RUNS = 4;

/** `mayGenerate` false keeps to closures, as where a page forbids generated code. */
export function createProgram(
  store: FactStore,
  conditions: readonly TermCondition[],
  mayGenerate = true,
): Program {
  const writer = new ProgramWriter();
  const steps: TruthStep[] = [];
  const outputs = conditions.map((condition) => writeCondition(writer, steps, condition));
  const layout = { instructions: writer.instructions, steps, outputs };
  const generated = mayGenerate ? generateRun(layout) : null;
  const general: Run = generated ?? interpretRun(layout);
  let run = general;
  const special = new Map<string, Run>();
  const errors: number[] = writer.bounds.map(() => Number.POSITIVE_INFINITY);
  let version = -1;
  let isWild = false;
  let [asked, askedAtVersion] = [0, 0];
  let decimals: (number: number) => number = unasked;
  const ask = (number: number): number => {
    asked += 1;
    return decimals(number);
  };
  const refresh = (): void => {
    const bounds = writer.bounds.map((bound) => bound(store));
    isWild = bounds.some(isUnbounded);
    for (const [index, { error }] of bounds.entries()) errors[index] = error;
    if (generated !== null) run = specialRun(layout, errors, special) ?? generated;
    version = store.version;
    askedAtVersion = asked;
  };
  return {
    judge: (truths, askFor) => {
      if (asked - askedAtVersion > ASKED_BEFORE_TIGHTENING) store.tighten();
      if (version !== store.version) refresh();
      decimals = askFor;
      if (isWild) return judgeByAsking(conditions, truths, ask);
      run(store.values, errors, truths, ask);
    },
    judgeAround: (around, truths, askFor) => {
      const bounds = writer.bounds.map((bound) => bound(around));
      if (bounds.some(isUnbounded)) return judgeByAsking(conditions, truths, askFor);
      const errorsAround = bounds.map(({ error }) => error);
      general(store.values, errorsAround, truths, askFor);
    },
    get asked() {
      return asked;
    },
    isGenerated: generated !== null,
  };
}

/** A function for the errors that are 0 now; null where enough of them were made. */
function specialRun(
  layout: RunLayout,
  errors: readonly number[],
  made: Map<string, Run>,
): Run | null {
  const key = errors.map((error) => (error === 0 ? '0' : '1')).join('');
  const before = made.get(key);
  if (before !== undefined) return before;
  if (made.size === SPECIAL_RUNS) return null;
  const run = generateRun(layout, (bound) => errors[bound] === 0);
  if (run !== null) made.set(key, run);
  return run;
}

/** Facts so large that doubles may run over say nothing: then decimals decide everything. */
function isUnbounded({ most }: Bound): boolean {
  return !(most < Number.POSITIVE_INFINITY);
}

function unasked(): number {
  return UNKNOWN;
}

/** Kleene's three values by name. */
export function truthOf(code: number): Truth {
  if (code === TRUE) return 'true';
  return code === FALSE ? 'false' : 'unknown';
}

/** The number of a truth. */
export function codeOf(truth: Truth): number {
  if (truth === 'true') return TRUE;
  return truth === 'false' ? FALSE : UNKNOWN;
}

function writeCondition(
  writer: ProgramWriter,
  steps: TruthStep[],
  condition: TermCondition,
): number {
  switch (condition.kind) {
    case 'compare': {
      const { left, right, comparator, number } = condition;
      const written = writer.writeDifference(left, right);
      const isNanUnknown = written.error.kind === 'bound';
      const error = writer.errorOf(written);
      const difference = written.operand;
      steps.push({
        kind: 'compare',
        difference,
        error,
        ...outcomes(comparator),
        isNanUnknown,
        number,
      });
      return steps.length - 1;
    }
    case 'asked':
      steps.push({ kind: 'asked', number: condition.number });
      return steps.length - 1;
    case 'and':
    case 'or': {
      const [first = 0, ...rest] = condition.operands.map((operand) =>
        writeCondition(writer, steps, operand),
      );
      return rest.reduce((left, right) => {
        steps.push({ kind: condition.kind, left, right });
        return steps.length - 1;
      }, first);
    }
    default:
      return unreachable(condition);
  }
}

function outcomes(comparator: Comparator): { below: number; equal: number; above: number } {
  switch (comparator) {
    case '<':
      return { below: TRUE, equal: FALSE, above: FALSE };
    case '<=':
      return { below: TRUE, equal: TRUE, above: FALSE };
    case '>':
      return { below: FALSE, equal: FALSE, above: TRUE };
    case '>=':
      return { below: FALSE, equal: TRUE, above: TRUE };
    case '=':
      return { below: FALSE, equal: TRUE, above: FALSE };
    default:
      return unreachable(comparator);
  }
}

function judgeByAsking(
  conditions: readonly TermCondition[],
  truths: number[],
  ask: (number: number) => number,
): void {
  const judge = (condition: TermCondition): number => {
    if (condition.kind === 'compare' || condition.kind === 'asked') return ask(condition.number);
    const each = condition.operands.map(judge);
    return condition.kind === 'and' ? Math.min(...each) : Math.max(...each);
  };
  for (const [index, condition] of conditions.entries()) truths[index] = judge(condition);
}
