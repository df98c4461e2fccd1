/** What the operator may do by hand, and what is refused. */
import { unreachable } from '../base/index.js';
import { acceptCash } from './cash-ledger.js';
import { giveUpResets } from './day-anchors.js';
import type { DayBook } from './day-book.js';
import type { Draft } from './draft.js';
import type { OperatorCommand } from './engine-event.js';
import { EMPTY_QUOTE } from './engine-state.js';
import { type Hold, OPERATOR_KILL, OPERATOR_PAUSE } from './hold.js';
import { durationText } from './trading-state.js';
import { endPause, judgeNow, releaseHold } from './trigger-rules.js';

export function applyOperatorCommand(draft: Draft, command: OperatorCommand, reason: string): void {
  switch (command) {
    case 'pause':
      return addOperatorHold(draft, OPERATOR_PAUSE, 'paused', reason);
    case 'kill':
      return addOperatorHold(draft, OPERATOR_KILL, 'halted', reason);
    case 'resume':
      return resume(draft);
    case 're-arm':
      return rearm(draft);
    case 'flatten':
      return flattenAll(draft);
    default:
      return unreachable(command);
  }
}

function addOperatorHold(
  draft: Draft,
  rule: string,
  effect: 'paused' | 'halted',
  reason: string,
): void {
  const { holds, at } = draft.state;
  if (holds.some((hold) => hold.rule === rule)) return;
  const hold: Hold = {
    rule,
    kind: 'operator',
    effect,
    coin: null,
    holdsAccount: true,
    place: null,
    reason: { text: reason, value: null, threshold: null, unit: 'number' },
    trippedAt: at,
    releasingSince: null,
    flatten: false,
  };
  draft.note({ holds: [...holds, hold] });
}

/** Ends the operator's pause, pauses that wait for it, and holds whose rule is gone. */
function resume(draft: Draft): void {
  const { holds, at } = draft.state;
  if (holds.some((hold) => hold.effect === 'halted')) {
    return refuse(draft, 'resume', 'halted: only a re-arm ends a kill');
  }
  let released = acceptUnexplained(draft) ? 1 : 0;
  const tooEarly: string[] = [];
  for (const hold of holds) {
    const instance = draft.context.rules.triggers.find(
      (each) =>
        each.rule.path === hold.rule && each.rule.kind === hold.kind && each.coin === hold.coin,
    );
    if (instance === undefined) {
      releaseHold(draft, hold, 'resumed by the operator');
      released += 1;
    } else if (instance.rule.release.kind === 'resumed') {
      const leftMs = hold.trippedAt + instance.rule.release.afterMs - at;
      if (leftMs > 0) tooEarly.push(`\`${hold.rule}\` not before ${durationText(leftMs)} from now`);
      else {
        endPause(draft, instance, hold, 'resumed by the operator');
        released += 1;
      }
    }
  }
  if (tooEarly.length > 0) refuse(draft, 'resume', tooEarly.join(', '));
  else if (released === 0) refuse(draft, 'resume', 'nothing waits for a resume');
}

/** The operator answers for money that nothing explains; days that lack it stay unknown. */
function acceptUnexplained(draft: Draft): boolean {
  const { account, books } = draft.state;
  if (account.gapSince === null && account.unclassified === null) return false;
  const given = Object.entries(books).map(([key, book]): readonly [string, DayBook] => [
    key,
    { ...book, anchors: giveUpResets(book.anchors) },
  ]);
  draft.set({
    account: { ...acceptCash(account), keepSince: null },
    books: Object.fromEntries(given),
  });
  return true;
}

/** Ends every kill, unless one of them would trip again or cannot be judged. */
function rearm(draft: Draft): void {
  const kills = draft.state.holds.filter((hold) => hold.effect === 'halted');
  if (kills.length === 0) return refuse(draft, 're-arm', 'nothing is halted');
  const standing: string[] = [];
  for (const instance of draft.context.rules.triggers) {
    if (instance.rule.kind !== 'kill') continue;
    const { truth } = judgeNow(draft, instance);
    if (truth === 'false') continue;
    const where = instance.coin === null ? '' : ` in ${instance.coin}`;
    const state = truth === 'true' ? 'still true' : 'unknown';
    standing.push(`\`${instance.rule.path}\` is ${state}${where}: ${instance.rule.text}`);
  }
  if (standing.length > 0) return refuse(draft, 're-arm', standing.join('; '));
  for (const kill of kills) releaseHold(draft, kill, 're-armed by the operator');
}

/** Every declared market is brought to a flat position; the trading state stays as it is. */
function flattenAll(draft: Draft): void {
  const quotes = { ...draft.state.quotes };
  for (const coin of draft.context.rules.markets.keys()) {
    quotes[coin] = { ...(quotes[coin] ?? EMPTY_QUOTE), isFlattening: true };
  }
  draft.note({ quotes });
}

function refuse(draft: Draft, command: OperatorCommand, reason: string): void {
  draft.decide({ kind: 'operatorRefused', at: draft.state.at, command, reason });
}
