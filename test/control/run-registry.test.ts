/** Finding the runs that there are, and only those. */
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  AccountLocked,
  announceRun,
  ControlError,
  findRuns,
  lockAccount,
  readRunOfJournal,
  socketPathFor,
} from '../../src/control/index.js';
import { environmentOf, privateFolder } from './scratch.js';

const RUN_ID = '00112233445566ff';

function announced(folder: string, overrides: Partial<Parameters<typeof announceRun>[0]> = {}) {
  const journal = join(folder, 'journal');
  mkdirSync(journal, { recursive: true });
  const run = {
    runId: RUN_ID,
    policy: 'demo',
    venue: 'embedded venue',
    since: '2026-11-02T12:04:31.207Z',
    journal,
    socket: join(folder, 'run.sock'),
    ...overrides,
  };
  return { journal, withdraw: announceRun(run, environmentOf(folder)) };
}

describe('the record of a run', () => {
  it('is found without a hint and by the journal, until the run takes it away', () => {
    const folder = privateFolder();
    const { journal, withdraw } = announced(folder);
    const [found] = findRuns(environmentOf(folder));
    expect(found).toMatchObject({ policy: 'demo', pid: process.pid, journal });
    expect(readRunOfJournal(journal)).toEqual(found);
    withdraw();
    expect(findRuns(environmentOf(folder))).toEqual([]);
    expect(readRunOfJournal(journal)).toBeNull();
    expect(readdirSync(journal)).toEqual([]);
  });

  it('of a dead process is cleared away, its socket with it', () => {
    const folder = privateFolder();
    const { journal } = announced(folder);
    const { pid } = spawnSync(process.execPath, ['-e', '']);
    for (const path of [join(folder, `${RUN_ID}.json`), join(journal, 'control.json')]) {
      const record = JSON.parse(readFileSync(path, 'utf8')) as object;
      writeFileSync(path, JSON.stringify({ ...record, pid }));
    }
    writeFileSync(join(folder, 'run.sock'), '');
    expect(findRuns(environmentOf(folder))).toEqual([]);
    expect(existsSync(join(folder, 'run.sock'))).toBe(false);
    expect(readRunOfJournal(journal)).toBeNull();
  });

  it('lists several, the oldest first', () => {
    const folder = privateFolder();
    announced(folder, { runId: 'aaaaaaaaaaaaaaaa', since: '2026-11-02T13:00:00.000Z' });
    announced(folder, { runId: 'bbbbbbbbbbbbbbbb', since: '2026-11-02T12:00:00.000Z' });
    expect(findRuns(environmentOf(folder)).map(({ runId }) => runId[0])).toEqual(['b', 'a']);
  });

  it('is not believed in a folder that others can write', () => {
    const folder = privateFolder();
    announced(folder);
    chmodSync(folder, 0o777);
    expect(findRuns(environmentOf(folder))).toEqual([]);
    expect(() => announced(folder)).toThrow(ControlError);
  });

  it('that is no record is passed over', () => {
    const folder = privateFolder();
    writeFileSync(join(folder, 'cccccccccccccccc.json'), '{"pid":"x"');
    expect(findRuns(environmentOf(folder))).toEqual([]);
  });
});

describe('the place of the socket', () => {
  it('is in the folder of runs, or where the path is short enough', () => {
    const folder = privateFolder();
    expect(socketPathFor(RUN_ID, environmentOf(folder))).toBe(join(folder, `${RUN_ID}.sock`));
    const deep = join(folder, 'd'.repeat(90));
    const path = socketPathFor(RUN_ID, { MM_POLICY_RUNTIME_DIR: deep });
    expect(path).toMatch(/^\/tmp\/mm-policy-\d+\/0011223/u);
  });
});

describe('one run per account', () => {
  const account = { venue: 'embedded venue', account: `0x${'1'.repeat(40)}`, agent: null };

  it('refuses a second one with the process and since when, until the first has ended', () => {
    const env = environmentOf(privateFolder());
    const unlock = lockAccount(account, env);
    const same = { ...account, account: account.account.toUpperCase().replace('X', 'x') };
    expect(() => lockAccount(same, env)).toThrow(AccountLocked);
    expect(() => lockAccount(same, env)).toThrow(
      new RegExp(`is traded by process ${process.pid} since 20\\d\\d-.*Z`, 'u'),
    );
    unlock();
    lockAccount(account, env)();
  });

  it('keeps another agent, account or venue apart', () => {
    const env = environmentOf(privateFolder());
    const others = [
      account,
      { ...account, agent: `0x${'a'.repeat(40)}` },
      { ...account, account: `0x${'2'.repeat(40)}` },
      { ...account, venue: 'hyperliquid testnet' },
    ];
    const unlocks = others.map((each) => lockAccount(each, env));
    expect(unlocks).toHaveLength(4);
    for (const unlock of unlocks) unlock();
  });

  it('takes over from a process that died', () => {
    const folder = privateFolder();
    lockAccount(account, environmentOf(folder))();
    const { pid } = spawnSync(process.execPath, ['-e', '']);
    const unlock = lockAccount(account, environmentOf(folder));
    const [name = ''] = readdirSync(folder);
    unlock();
    writeFileSync(join(folder, name), JSON.stringify({ pid, birth: null, since: null }));
    lockAccount(account, environmentOf(folder))();
    expect(readdirSync(folder)).toEqual([]);
  });
});
