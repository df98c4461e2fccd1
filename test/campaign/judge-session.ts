/** A session played, audited, and its journal replayed: what it came to and what is wrong. */
import { createEngine } from '../../src/engine/index.js';
import { foldJournal, readJournal } from '../../src/journal/index.js';
import { compilePolicy } from '../scenarios/trade-on.js';
import { auditSession } from './audit-session.js';
import { countHappenings } from './count-happenings.js';
import { playSession, type SessionWishes } from './play-session.js';
import type { SessionRecord } from './session-record.js';

export interface JudgedSession {
  readonly record: SessionRecord;
  /** What there was of what, by name. */
  readonly counts: Readonly<Record<string, number>>;
  /** In words; empty where all is well. */
  readonly findings: readonly string[];
}

export async function judgeSession(wishes: SessionWishes): Promise<JudgedSession> {
  const record = await playSession(wishes);
  const findings = [...auditSession(record), ...(await replayFindings(wishes.journal))];
  return { record, counts: countHappenings(record), findings };
}

/** The journal is whole, and the engine decides the same from it again. */
async function replayFindings(journal: string): Promise<readonly string[]> {
  const fold = await foldJournal(readJournal(journal), (run) =>
    createEngine(compilePolicy(run.policy.source, run.policy.file)),
  );
  return [
    ...(fold.broken === null ? [] : [`the journal is broken: ${fold.broken.reason}`]),
    ...(fold.differences === 0 ? [] : [`${fold.differences} decisions replay otherwise`]),
  ];
}
