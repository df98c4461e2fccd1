/** A session played, audited, and its journal replayed: what it came to and what is wrong. */
import { auditSession } from './audit-session.js';
import { countHappenings } from './count-happenings.js';
import { playSession, type SessionWishes } from './play-session.js';
import { replayFindings } from './replay-findings.js';
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
