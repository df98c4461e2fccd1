/**
 * `npm run soak -- --faults [--sessions 500] [--sockets 20] [--minutes 10] [--seed N] [--from N]
 * [--only N] [--workers N]`: sessions with every fault on, audited one by one. The first are played
 * in process on a virtual clock, those after them over real sockets.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { judgeSession } from '../campaign/judge-session.js';
import { FAULT_NAMES } from '../../src/loopback/index.js';

interface CampaignOrder {
  readonly seed: number;
  readonly sessions: number;
  readonly sockets: number;
  readonly minutes: number;
  readonly from: number;
  readonly only: number | null;
  readonly workers: number;
}

interface CampaignResult {
  readonly number: number;
  readonly findings: readonly string[];
  readonly faults: Readonly<Record<string, number>>;
  /** What there was of what, by name. */
  readonly counts: Readonly<Record<string, number>>;
}

const TELL_MS = 10_000;

/** The exit code: 0 where all is well, 1 where something was found, 2 for wrong usage. */
export async function campaignFaults(args: string[], entry: URL): Promise<number> {
  if (!isMainThread) return playInWorker();
  const order = readOrder(args);
  if (order === null) return 2;
  const { sessions, only } = order;
  const numbers = numbersOf(order);
  const tally = new CampaignTally(order, numbers.length);
  const queue = numbers[Symbol.iterator]();
  process.once('SIGINT', () => {
    process.stdout.write(tally.summary());
    process.exit(130);
  });
  const workers = Array.from({ length: Math.min(order.workers, numbers.length) }, () =>
    superviseWorker(new Worker(entry, { argv: args, workerData: order }), queue, tally),
  );
  await Promise.all(workers);
  process.stdout.write(tally.summary());
  const isWhole = only === null && numbers.length >= 100 && sessions > 0;
  const unseen = isWhole ? FAULT_NAMES.filter((name) => !tally.hasSeen(name)) : [];
  if (unseen.length > 0) process.stdout.write(`never happened: ${unseen.join(', ')}\n`);
  return tally.failed.length === 0 && unseen.length === 0 ? 0 : 1;
}

function numbersOf({ sessions, sockets, from, only }: CampaignOrder): readonly number[] {
  if (only !== null) return [only];
  const count = Math.max(0, sessions + sockets + 1 - from);
  return Array.from({ length: count }, (_, each) => from + each);
}

/** One number after the other, until there are no more. */
function superviseWorker(
  worker: Worker,
  queue: Iterator<number>,
  tally: CampaignTally,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const next = (): void => {
      const { done, value } = queue.next();
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker
      worker.postMessage(done === true ? null : value);
    };
    worker.on('message', (result: CampaignResult) => {
      tally.take(result);
      next();
    });
    worker.once('error', reject);
    worker.once('exit', () => resolve());
    next();
  });
}

function playInWorker(): Promise<number> {
  const { seed, sessions, minutes } = workerData as CampaignOrder;
  return new Promise(() => {
    parentPort?.on('message', async (number: number | null) => {
      // Ends this thread alone: a run that was overdue may have left something open.
      if (number === null) process.exit(0);
      const result = await playNumber({
        seed,
        number,
        lastsMs: minutes * 60_000,
        overSockets: number > sessions,
      });
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker's port
      parentPort?.postMessage(result);
    });
  });
}

async function playNumber(
  wishes: Omit<Parameters<typeof judgeSession>[0], 'journal'>,
): Promise<CampaignResult> {
  const { number } = wishes;
  const folder = mkdtempSync(join(tmpdir(), 'mm-policy-campaign-'));
  try {
    const judged = await judgeSession({ ...wishes, journal: join(folder, 'journal') });
    const { record, findings, counts } = judged;
    return { number, findings, faults: record.faults, counts };
  } catch (error) {
    const reason = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return { number, findings: [reason], faults: {}, counts: { sessions: 1 } };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

class CampaignTally {
  readonly failed: number[] = [];
  readonly #order: CampaignOrder;
  readonly #total: number;
  readonly #faults = new Map<string, number>();
  readonly #counts = new Map<string, number>();
  #toldMs = performance.now();
  #played = 0;

  constructor(order: CampaignOrder, total: number) {
    this.#order = order;
    this.#total = total;
  }

  take({ number, findings, faults, counts }: CampaignResult): void {
    this.#played += 1;
    addUp(this.#faults, faults);
    addUp(this.#counts, counts);
    if (findings.length > 0) this.#tellFailure(number, findings);
    if (performance.now() - this.#toldMs < TELL_MS) return;
    this.#toldMs = performance.now();
    process.stderr.write(`  ${this.#played} of ${this.#total} sessions\n`);
  }

  hasSeen(fault: string): boolean {
    return this.#faults.has(fault);
  }

  summary(): string {
    const { seed } = this.#order;
    const verdict =
      this.failed.length === 0
        ? 'nothing found'
        : `findings in sessions ${this.failed.sort((one, two) => one - two).join(', ')}`;
    return (
      `${this.#played} sessions of seed ${seed}: ${verdict}\n` +
      `  ${listed(this.#counts)}\n  faults: ${listed(this.#faults)}\n`
    );
  }

  #tellFailure(number: number, findings: readonly string[]): void {
    this.failed.push(number);
    const { seed, sessions, sockets, minutes } = this.#order;
    const again = `--seed ${seed} --sessions ${sessions} --sockets ${sockets} --minutes ${minutes}`;
    process.stdout.write(
      `session ${number} of seed ${seed}:\n${findings.map((each) => `  ${each}\n`).join('')}` +
        `  again: npm run soak -- --faults ${again} --only ${number}\n`,
    );
  }
}

function addUp(sums: Map<string, number>, more: Readonly<Record<string, number>>): void {
  for (const [name, count] of Object.entries(more)) sums.set(name, (sums.get(name) ?? 0) + count);
}

function listed(sums: ReadonlyMap<string, number>): string {
  return [...sums].map(([name, count]) => `${name} ${Math.round(count)}`).join(', ');
}

function readOrder(args: string[]): CampaignOrder | null {
  const text = { type: 'string' } as const;
  const options = {
    faults: { type: 'boolean' },
    sessions: text,
    sockets: text,
    minutes: text,
    seed: text,
    from: text,
    only: text,
    workers: text,
  } as const;
  try {
    const { values } = parseArgs({ args, options });
    return {
      seed: whole(values.seed, 1),
      sessions: whole(values.sessions, 500),
      sockets: whole(values.sockets, 20),
      minutes: whole(values.minutes, 10),
      from: whole(values.from, 1),
      only: values.only === undefined ? null : whole(values.only, 1),
      workers: Math.max(1, whole(values.workers, availableParallelism())),
    };
  } catch (error) {
    process.stderr.write(`error: ${error instanceof Error ? error.message : String(error)}\n`);
    return null;
  }
}

function whole(value: string | undefined, otherwise: number): number {
  const number = Number(value ?? otherwise);
  if (!Number.isSafeInteger(number) || number < 0) throw new Error(`${value} is no number`);
  return number;
}
