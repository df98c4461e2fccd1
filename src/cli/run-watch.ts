/** What goes out of a run beside its loop: alerts, and a copy of its journal. */
import { resolve } from 'node:path';
import {
  Alerter,
  AlertNews,
  type Alert,
  type AlertSink,
  type AlertSource,
  commandSink,
  runProgram,
  splitCommand,
  webhookSink,
} from '../alert/index.js';
import type { DurationMs, TimeMs } from '../base/index.js';
import type { Decision, EngineEvent } from '../engine/index.js';
import { copyByCommand, type CopyTarget, copyToFolder, JournalCopy } from '../journal/index.js';
import type { SessionNotice, SessionOutcome } from '../session/index.js';
import type { CliIo } from './cli-io.js';
import type { RunOptions } from './run-options.js';
import { RunRefusal } from './run-refusal.js';

/** A run that is over waits so long for its last alerts. */
const COPIES_WITHIN_MS: DurationMs = 10_000;
/** A program that copies a batch of the journal. */
const BATCH_WITHIN_MS: DurationMs = 60_000;
const CLOSES_WITHIN_MS: DurationMs = 15_000;
const REASON_CHARACTERS_MOST = 1_000;
const NO_SOURCE: AlertSource = { policy: null, venue: null, runId: null };

/**
 * Opens what options and environment ask for; throws `RunRefusal` where it cannot be understood,
 * without repeating it: it may hold a secret.
 */
export function openRunWatch(options: RunOptions, io: CliIo): RunWatch {
  const { env } = io;
  const command = options.alertCommand ?? env['MM_POLICY_ALERT_COMMAND'] ?? '';
  const webhook = options.alertWebhook ?? env['MM_POLICY_ALERT_WEBHOOK'] ?? '';
  const sinks: AlertSink[] = [];
  if (command !== '') {
    const words = splitCommand(command);
    if (words === null) {
      throw new RunRefusal(2, 'error: the alert command has no program, or a quote is left open');
    }
    sinks.push(commandSink(words, env));
  }
  if (webhook !== '') {
    const sink = webhookSink(webhook);
    if (sink === null) throw new RunRefusal(2, 'error: the alert webhook is no http(s) URL');
    sinks.push(sink);
  }
  const copies = readCopies(options, env);
  return new RunWatch(sinks, copies, (text) => io.err(`warning: ${text}\n`));
}

/** Where the journal is to be copied to. */
interface CopyWishes {
  readonly folder: string | null;
  readonly command: readonly string[] | null;
  readonly env: CliIo['env'];
}

function readCopies(options: RunOptions, env: CliIo['env']): CopyWishes {
  const folder = options.journalCopy ?? env['MM_POLICY_JOURNAL_COPY'] ?? '';
  const line = options.journalCopyCommand ?? env['MM_POLICY_JOURNAL_COPY_COMMAND'] ?? '';
  const command = line === '' ? null : splitCommand(line);
  if (line !== '' && command === null) {
    const what = 'the command that copies the journal';
    throw new RunRefusal(2, `error: ${what} has no program, or a quote is left open`);
  }
  return { folder: folder === '' ? null : folder, command, env };
}

export class RunWatch {
  readonly #news = new AlertNews();
  readonly #alerter: Alerter;
  readonly #tellAtEnd: (text: string) => void;
  readonly #wishes: CopyWishes;
  #copies: readonly JournalCopy[] = [];
  #source = NO_SOURCE;
  #tell: (text: string) => void;

  constructor(sinks: readonly AlertSink[], copies: CopyWishes, tell: (text: string) => void) {
    this.#wishes = copies;
    this.#tellAtEnd = tell;
    this.#tell = tell;
    this.#alerter = new Alerter({ sinks, onFailure: (text) => this.#tell(text) });
  }

  /**
   * The run is known and its journal open from here on; `tell` shows what goes wrong beside it.
   * Throws `RunRefusal` where the journal would be copied to itself.
   */
  begin(source: AlertSource, journal: string, tell: (text: string) => void): void {
    this.#source = source;
    this.#tell = tell;
    const { folder } = this.#wishes;
    if (folder !== null && resolve(folder) === resolve(journal)) {
      throw new RunRefusal(2, `error: the journal in \`${journal}\` cannot be copied to itself`);
    }
    const onNews = (text: string): void => {
      this.#tell(text);
      this.#raise([{ ...ofAccount('trouble', Date.now()), text }]);
    };
    this.#copies = targetsOf(this.#wishes, journal, onNews).map(
      (to) => new JournalCopy({ directory: journal, to, onNews }),
    );
  }

  stepped(event: EngineEvent, decisions: readonly Decision[]): void {
    this.#raise(this.#news.ofStep(event, decisions));
  }

  noticed({ at, level, text }: SessionNotice): void {
    if (level === 'warning') this.#raise(this.#news.ofTrouble(at, text));
  }

  ended(at: TimeMs, { kind, reason, ordersLeft }: SessionOutcome): void {
    this.#tell = this.#tellAtEnd;
    const left =
      ordersLeft === 0 ? 'no orders left' : `${ordersLeft ?? 'an unknown number of'} orders left`;
    this.#raise([{ ...ofAccount('run-ended', at), text: `${kind}: ${reason}; ${left}` }]);
  }

  /** The run did not begin, or broke; null where nobody knows why. */
  refused(reason: string | null): void {
    this.#tell = this.#tellAtEnd;
    const text = (reason ?? 'mm-policy failed unexpectedly; its own words tell more')
      .replaceAll(/\s*\n\s*/gu, '; ')
      .slice(0, REASON_CHARACTERS_MOST);
    const kind = reason === null ? 'run-ended' : 'start-refused';
    this.#raise([{ ...ofAccount(kind, Date.now()), text }]);
  }

  /** Once the journal is closed. */
  async close(): Promise<void> {
    await Promise.all(this.#copies.map((copy) => copy.close(COPIES_WITHIN_MS)));
    await this.#alerter.close(CLOSES_WITHIN_MS);
  }

  #raise(alerts: readonly Alert[]): void {
    for (const alert of alerts) this.#alerter.raise(alert, this.#source);
  }
}

function targetsOf(
  { folder, command, env }: CopyWishes,
  directory: string,
  onAside: (text: string) => void,
): readonly CopyTarget[] {
  const targets: CopyTarget[] = [];
  if (folder !== null) targets.push(copyToFolder(folder, onAside));
  if (command !== null) {
    const byCommand = copyByCommand({
      directory,
      words: command,
      run: ({ words, env: more, lines: input }, giveUp) =>
        runProgram({ words, env: { ...env, ...more }, input, timeoutMs: BATCH_WITHIN_MS, giveUp }),
    });
    targets.push(byCommand);
  }
  return targets;
}

function ofAccount(kind: Alert['kind'], at: TimeMs): Omit<Alert, 'text'> {
  return { kind, at, coin: null, rule: null, from: null, to: null };
}
