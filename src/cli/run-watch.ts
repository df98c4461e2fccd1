/** What goes out of a run beside its loop: alerts, and a copy of its journal. */
import { resolve } from 'node:path';
import {
  Alerter,
  AlertNews,
  type Alert,
  type AlertSink,
  type AlertSource,
  commandSink,
  splitCommand,
  webhookSink,
} from '../alert/index.js';
import type { DurationMs, TimeMs } from '../base/index.js';
import type { Decision, EngineEvent } from '../engine/index.js';
import { JournalCopy } from '../journal/index.js';
import type { SessionNotice, SessionOutcome } from '../session/index.js';
import type { CliIo } from './cli-io.js';
import type { RunOptions } from './run-options.js';
import { RunRefusal } from './run-refusal.js';

/** A run that is over waits so long for its last alerts. */
const COPIES_WITHIN_MS: DurationMs = 10_000;
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
  const copyTo = options.journalCopy ?? env['MM_POLICY_JOURNAL_COPY'] ?? '';
  return new RunWatch(sinks, copyTo, (text) => io.err(`warning: ${text}\n`));
}

export class RunWatch {
  readonly #news = new AlertNews();
  readonly #alerter: Alerter;
  readonly #tellAtEnd: (text: string) => void;
  readonly #copyTo: string;
  #copy: JournalCopy | null = null;
  #source = NO_SOURCE;
  #tell: (text: string) => void;

  /** `copyTo` is empty where no copy is wanted. */
  constructor(sinks: readonly AlertSink[], copyTo: string, tell: (text: string) => void) {
    this.#copyTo = copyTo;
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
    if (this.#copyTo === '') return;
    if (resolve(this.#copyTo) === resolve(journal)) {
      throw new RunRefusal(2, `error: the journal in \`${journal}\` cannot be copied to itself`);
    }
    const onNews = (text: string): void => {
      this.#tell(text);
      this.#raise([{ ...ofAccount('trouble', Date.now()), text }]);
    };
    this.#copy = new JournalCopy({ directory: journal, target: this.#copyTo, onNews });
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
    await this.#copy?.close(COPIES_WITHIN_MS);
    await this.#alerter.close(CLOSES_WITHIN_MS);
  }

  #raise(alerts: readonly Alert[]): void {
    for (const alert of alerts) this.#alerter.raise(alert, this.#source);
  }
}

function ofAccount(kind: Alert['kind'], at: TimeMs): Omit<Alert, 'text'> {
  return { kind, at, coin: null, rule: null, from: null, to: null };
}
