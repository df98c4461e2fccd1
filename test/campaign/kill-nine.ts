/**
 * A real `mm-policy run` is killed without warning at moments out of a seed, again and again, on one
 * journal, while its venue lives on; after each death the journal is read and the next start judged.
 */
import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ChildProcess } from 'node:child_process';
import { decimal, sleep } from '../../src/base/index.js';
import { askRun } from '../../src/control/index.js';
import { syntheticMarket } from '../../src/feed/index.js';
import { AgentKey } from '../../src/hyperliquid/index.js';
import { type LoopbackVenue, startLoopbackVenue } from '../../src/loopback/index.js';
import { createSystemClock } from '../../src/session/index.js';
import { referenceInstruments } from '../../src/simulator/index.js';
import { type Ended, untilEnd } from '../scenarios/source-process.js';
import { Dice } from '../soak/dice.js';
import { auditRecovery, type RecoveryRecord } from './audit-recovery.js';
import { CAMPAIGN_ACCOUNT } from './campaign-ground.js';
import { campaignPolicy } from './campaign-policy.js';
import { readJournalLines } from './journal-lines.js';
import { replayFindings } from './replay-findings.js';
import { tapVenue, type VenueTap } from './venue-tap.js';
import { openWireTap, type WireTap } from './wire-tap.js';

export interface KillNineWishes {
  readonly seed: number;
  readonly times: number;
  /** Of the dice: another round is another policy and market. */
  readonly round: number;
  /** Starts `mm-policy` with these arguments. */
  readonly spawn: (args: readonly string[], env: Readonly<Record<string, string>>) => ChildProcess;
  readonly onKill?: (kills: number) => void;
}

export interface KillNineResult {
  readonly findings: readonly string[];
  readonly counts: Readonly<Record<string, number>>;
}

const AGENT_KEY = '7'.repeat(64);
/** After it has begun, so that all of a run's life is struck: its start, its quoting, its looks. */
const LIVES_MS = 1_200;

export async function killNine(wishes: KillNineWishes): Promise<KillNineResult> {
  const folder = mkdtempSync(join(tmpdir(), 'mm-policy-kill-nine-'));
  const bench = await KillNineBench.open(wishes, folder);
  try {
    for (let kill = 1; kill <= wishes.times; kill += 1) {
      await bench.tradeAndDie(kill);
      wishes.onKill?.(kill);
      if (bench.findings.length > 0) break;
    }
    await bench.tradeToTheEnd();
    return { findings: bench.findings, counts: bench.counts() };
  } catch (error) {
    const reason = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return { findings: [...bench.findings, reason], counts: bench.counts() };
  } finally {
    await bench.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

class KillNineBench {
  readonly findings: string[] = [];
  readonly #wishes: KillNineWishes;
  readonly #folder: string;
  readonly #dice: Dice;
  readonly #terms: RecoveryRecord['terms'];
  readonly #cash: number;
  readonly #server: LoopbackVenue;
  readonly #wire: WireTap;
  readonly #tap: VenueTap;
  readonly #clock = createSystemClock();
  #kills = 0;
  #torn = 0;
  #acknowledged = 0;
  readonly #deaths: RecoveryRecord['deaths'][number][] = [];

  private constructor(
    wishes: KillNineWishes,
    folder: string,
    parts: {
      dice: Dice;
      terms: RecoveryRecord['terms'];
      cash: number;
      server: LoopbackVenue;
      wire: WireTap;
    },
  ) {
    this.#wishes = wishes;
    this.#folder = folder;
    this.#dice = parts.dice;
    this.#terms = parts.terms;
    this.#cash = parts.cash;
    this.#server = parts.server;
    this.#wire = parts.wire;
    this.#tap = tapVenue(parts.server.exchange, CAMPAIGN_ACCOUNT, () => this.#clock.nowMs());
  }

  static async open(wishes: KillNineWishes, folder: string): Promise<KillNineBench> {
    const dice = new Dice(wishes.seed, wishes.round);
    const { text, terms, cash } = campaignPolicy(dice, true);
    writeFileSync(join(folder, 'campaign.policy'), text);
    writeFileSync(join(folder, 'agent.key'), AGENT_KEY, { mode: 0o600 });
    mkdirSync(join(folder, 'run'), { mode: 0o700 });
    const clock = createSystemClock();
    const agents = [AgentKey.parse(AGENT_KEY).address];
    const server = await startLoopbackVenue({
      accounts: [{ address: CAMPAIGN_ACCOUNT, cash: decimal(cash), agents }],
      instruments: referenceInstruments,
      // Takers come often, so that fills fall into every moment of a crash.
      market: syntheticMarket({ seed: wishes.seed, startTime: clock.nowMs(), intensity: 20 }),
      clock,
      port: 0,
      network: 'testnet',
    });
    await server.marketBegun;
    const wire = await openWireTap(server.port);
    return new KillNineBench(wishes, folder, { dice, terms, cash, server, wire });
  }

  async tradeAndDie(kill: number): Promise<void> {
    const child = this.#start();
    const ended = untilEnd(child);
    await this.#untilBegun(child, ended);
    await sleep(this.#clock, this.#dice.below(LIVES_MS));
    if (this.#dice.once(8)) await this.#operatorKills();
    child.kill('SIGKILL');
    const { out, err } = await ended;
    this.#kills = kill;
    this.#judge(`after kill ${kill}`, out, err);
    this.#tear();
  }

  /** The last run is stopped and has to leave everything in order. */
  async tradeToTheEnd(): Promise<void> {
    const child = this.#start();
    const ended = untilEnd(child);
    await this.#untilBegun(child, ended);
    await sleep(this.#clock, 2 * LIVES_MS);
    child.kill('SIGTERM');
    const { code, err, out } = await ended;
    if (code !== 0 && code !== 3) this.findings.push(`the last run ended with ${code}: ${err}`);
    this.#judge('at the end', out, err);
    const books = this.#tap.books();
    if (books.open.length > 0) this.findings.push(`${books.open.length} orders rest at the end`);
    this.findings.push(...(await replayFindings(this.#journal)));
  }

  counts(): Readonly<Record<string, number>> {
    const { lines } = readJournalLines(this.#journal);
    return {
      kills: this.#kills,
      'torn tails': this.#torn,
      nonces: this.#deaths.flatMap(({ nonces }) => nonces).length,
      'kills by the operator': this.#acknowledged,
      're-arms': lines.filter(({ event }) => event?.command === 're-arm').length,
      orders: this.#tap.placements.length,
      fills: this.#tap.books().fills.length,
      records: lines.length,
    };
  }

  async close(): Promise<void> {
    await this.#wire.close();
    await this.#server.close();
  }

  get #socket(): string {
    return join(this.#folder, 'run.sock');
  }

  get #journal(): string {
    return join(this.#folder, 'journal');
  }

  #start(): ChildProcess {
    const { spawn } = this.#wishes;
    const of = (name: string): string => join(this.#folder, name);
    const files = ['--key-file', of('agent.key'), '--journal', this.#journal];
    const control = ['--socket', this.#socket, '--stay', '--json'];
    const reArm = this.#dice.once(4) ? [] : ['--re-arm', 'by the campaign'];
    const args = ['run', of('campaign.policy'), '--url', this.#wire.url];
    const env = { MM_POLICY_RUNTIME_DIR: of('run') };
    return spawn([...args, ...files, ...control, ...reArm], env);
  }

  /** It has said a first word: from then on it may die. */
  async #untilBegun(child: ChildProcess, ended: Promise<Ended>): Promise<void> {
    const { stdout } = child;
    if (stdout === null) throw new Error('the run has no output');
    const word = new Promise<null>((resolve) => {
      stdout.once('data', () => resolve(null));
    });
    const end = await Promise.race([word, ended]);
    if (end !== null) throw new Error(`a run did not begin (${end.code}): ${end.err}`);
  }

  /** What was acknowledged must not be forgotten. */
  async #operatorKills(): Promise<void> {
    const request = { v: 1, ask: 'command', command: 'kill', reason: 'by the campaign' } as const;
    const answer = await askRun(this.#socket, request).catch(() => null);
    if (answer?.kind === 'command') this.#acknowledged += 1;
  }

  #judge(when: string, out: string, err: string): void {
    this.#deaths.push({ nonces: this.#wire.takeNonces(), lines: statusLines(out) });
    const found = auditRecovery({
      terms: this.#terms,
      cash: this.#cash,
      journal: this.#journal,
      placements: this.#tap.placements,
      books: this.#tap.books(),
      killsAcknowledged: this.#acknowledged,
      deaths: this.#deaths,
    });
    this.findings.push(...found.map((each) => `${when}: ${each}`));
    if (err !== '' && !err.startsWith('note:')) this.findings.push(`${when}: it said ${err}`);
  }

  /** As a machine that dies leaves it: the next line was being written. */
  #tear(): void {
    if (!this.#dice.once(3)) return;
    const { lines } = readJournalLines(this.#journal);
    const files = readdirSync(this.#journal).filter((name) => name.endsWith('.jsonl'));
    const last = files.sort().at(-1);
    if (last === undefined) return;
    const next = `{"seq":${lines.length + 1},"at":${this.#clock.nowMs()},"kind":"event","ev`;
    const cut = next.slice(0, 1 + this.#dice.below(next.length - 1));
    appendFileSync(join(this.#journal, last), cut);
    this.#torn += 1;
  }
}

function statusLines(out: string): RecoveryRecord['deaths'][number]['lines'] {
  return out.split('\n').flatMap((line) => {
    if (!line.startsWith('{"type":"status"') || !line.endsWith('}')) return [];
    return [(JSON.parse(line) as { status: RecoveryRecord['deaths'][number]['lines'][0] }).status];
  });
}
