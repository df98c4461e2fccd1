/** The worker's part of the soak: input after input, until one fails or all are done. */
import { parentPort, workerData } from 'node:worker_threads';
import { builtRooms } from './built-rooms.js';
import { Dice } from './dice.js';
import { findFault, type Rooms } from './find-fault.js';
import { minimise } from './minimise.js';
import { samplePolicies } from './sample-policies.js';
import { soakInput } from './soak-input.js';

export interface SoakOrder {
  readonly seed: number;
  readonly from: number;
  readonly to: number;
  /** The number of the input at work, and the slowest one in microseconds with its number. */
  readonly board: Int32Array;
}

export interface SoakFailure {
  readonly input: number;
  readonly fault: string;
  readonly text: string;
}

/** Hundreds of times what the slowest inputs take on a quiet machine. */
const SLOW_US = 10_000_000;

/** Stops at the first failure, which it tells with its input made small. */
export async function runSoak(): Promise<void> {
  const { seed, from, to, board } = workerData as SoakOrder;
  const rooms = await builtRooms();
  const samples = samplePolicies();
  for (let input = from; input < to; input += 1) {
    board[0] = input;
    const text = soakInput(new Dice(seed, input), samples);
    // What else the machine does is no fault of the input; what hangs is seen by the main thread.
    const before = process.threadCpuUsage();
    const fault = findFault(text, rooms);
    const { user, system } = process.threadCpuUsage(before);
    const tookUs = user + system;
    if (tookUs > (board[1] ?? 0)) {
      board[1] = tookUs;
      board[2] = input;
    }
    if (fault === null && tookUs < SLOW_US) continue;
    const failure =
      fault === null
        ? { input, fault: `takes ${tookUs / 1e6} s`, text }
        : { input, ...madeSmall(text, fault, rooms) };
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker's port
    parentPort?.postMessage(failure satisfies SoakFailure);
    return;
  }
  board[0] = to;
}

function madeSmall(text: string, fault: string, rooms: Rooms): Omit<SoakFailure, 'input'> {
  // The same kind of fault, whatever offsets and names it mentions.
  const kind = fault.slice(0, 12);
  const small = minimise(text, (each) => findFault(each, rooms)?.startsWith(kind) ?? false);
  return { fault: findFault(small, rooms) ?? fault, text: small };
}
