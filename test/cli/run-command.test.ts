/** `mm-policy run` as a person meets it: what it says and how it ends, on good and bad input. */
import {
  appendFileSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, describe, expect, it } from 'vitest';
import { syntheticMarket, writeRecording } from '../../src/feed/index.js';
import { readJournal } from '../../src/journal/index.js';
import { spawnSource, untilEnd } from '../scenarios/source-process.js';
import { runMain } from './captured-io.js';

const scratch = mkdtempSync(join(tmpdir(), 'mm-policy-run-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

const DEMO = readFileSync('policies/demo.policy', 'utf8');
let files = 0;

function policyFile(change: (source: string) => string = (source) => source): string {
  const path = join(scratch, `policy-${(files += 1)}.policy`);
  writeFileSync(path, change(DEMO));
  return path;
}

function newJournal(): string {
  return join(scratch, `journal-${(files += 1)}`);
}

function dayFile(journal: string): string {
  const name = readdirSync(journal).find((each) => each.endsWith('.jsonl'));
  return join(journal, name ?? '');
}

/** A short run at the highest speed on the synthetic market. */
function run(file: string, journal: string, ...more: readonly string[]) {
  const fast = ['--speed', 'max', '--for', '5s'];
  return runMain(['run', file, '--journal', journal, ...fast, ...more]);
}

/** The demo with a kill that trips at once. */
const doomed = (source: string): string =>
  source.replace(
    /^kill +daily-loss .*$/mu,
    'kill         daily-loss               when equity < $2_000',
  );

/** Events and decisions of a journal without what differs from run to run: the run's own id. */
async function storyOf(journal: string): Promise<string[]> {
  let runId = '';
  const story: string[] = [];
  for await (const { record } of readJournal(journal)) {
    if (record?.kind === 'run') ({ runId } = record.run);
    if (record?.kind === 'event') story.push(JSON.stringify(record.event));
    if (record?.kind === 'decision') story.push(JSON.stringify(record.decision));
  }
  return story.map((line) => line.replaceAll(runId, 'run'));
}

describe('a run that goes well', () => {
  it('quotes, sums up, tells how to replay, and ends with 0', async () => {
    const journal = newJournal();
    const { exitCode, out, err } = await run(policyFile(), journal);
    expect({ exitCode, err }).toEqual({ exitCode: 0, err: '' });
    expect(out).toContain('reconciled with the venue');
    expect(out).toMatch(/HYPE +orders +8 placed/u);
    expect(out).toContain('● stopped: ran for 5s');
    expect(out).toContain('none left resting');
    expect(out).toContain(`mm-policy replay ${journal}`);
    const replayed = await runMain(['replay', journal]);
    expect(replayed).toMatchObject({ exitCode: 0 });
    expect(replayed.out).toContain('identical');
    expect(await runMain(['audit', 'verify', journal])).toMatchObject({ exitCode: 0 });
  });

  it('goes on with the journal of an earlier run', async () => {
    const [file, journal] = [policyFile(), newJournal()];
    await run(file, journal);
    const { exitCode, out } = await run(file, journal);
    expect(exitCode).toBe(0);
    expect(out).toMatch(/recovered from \d+ records of 1 run$/mu);
    expect((await runMain(['replay', journal])).out).toContain('in 2 runs');
  });

  it('counts the fills of a second run, though the venue begins anew', async () => {
    const [file, journal] = [policyFile(), newJournal()];
    await run(file, journal, '--for', '60s');
    await run(file, journal, '--for', '60s');
    const runs: { fills: number; looks: number; differences: number }[] = [];
    for await (const { record } of readJournal(journal)) {
      if (record?.kind === 'run') runs.push({ fills: 0, looks: 0, differences: 0 });
      const current = runs.at(-1);
      if (current === undefined) continue;
      if (record?.kind === 'event' && record.event.kind === 'reconciled') current.looks += 1;
      if (record?.kind === 'event' && record.event.kind === 'orderFilled') current.fills += 1;
      const isDifferent =
        record?.kind === 'decision' && record.decision.kind === 'positionDiffered';
      // The first look finds the new venue's account flat; after it, every fill must count.
      if (isDifferent && current.looks > 1) current.differences += 1;
    }
    expect(runs.map(({ fills }) => fills > 0)).toEqual([true, true]);
    expect(runs.map(({ differences }) => differences)).toEqual([0, 0]);
  });

  it('writes nothing but JSON, one object a line, where that is asked', async () => {
    const { exitCode, out, err } = await run(policyFile(), newJournal(), '--json');
    expect({ exitCode, err }).toEqual({ exitCode: 0, err: '' });
    const types = out
      .trimEnd()
      .split('\n')
      .map((line) => (JSON.parse(line) as { type: string }).type);
    expect(types).toEqual(expect.arrayContaining(['notice', 'decision', 'status']));
    const known = new Set(['notice', 'decision', 'status', 'fill', 'rejected', 'end']);
    expect(types.filter((type) => !known.has(type))).toEqual([]);
    expect(types.at(-1)).toBe('end');
  });

  it('says only the summary where it is told to be quiet and nothing happens', async () => {
    const { out } = await run(policyFile(), newJournal(), '--quiet');
    expect(out).not.toMatch(/orders +\d+ placed|note /u);
    expect(out).toContain('● stopped');
  });
});

describe('a run that is halted by a kill', () => {
  it('ends with 3, stays halted across restarts, and refuses a re-arm while the reason holds', async () => {
    const [file, journal] = [policyFile(doomed), newJournal()];
    const killed = await run(file, journal);
    expect(killed.exitCode).toBe(3);
    expect(killed.out).toContain('tripped   kill daily-loss');
    expect(killed.out).toContain('● halted: halted by daily-loss');
    expect(killed.out).toContain('none left resting');
    expect(killed.out).toContain('--re-arm "');

    const again = await run(file, journal);
    expect({ exitCode: again.exitCode, out: again.out }).toEqual({ exitCode: 3, out: '' });
    expect(again.err).toMatch(/^demo is halted by daily-loss since 20\d\d-/u);

    const refused = await run(file, journal, '--re-arm', 'I would like to');
    expect(refused.exitCode).toBe(3);
    expect(refused.out).toContain('re-arm refused');
  });

  it('trades again once it is re-armed for good reason', async () => {
    const [file, journal] = [policyFile(doomed), newJournal()];
    await run(file, journal);
    writeFileSync(file, DEMO);
    const { exitCode, out } = await run(file, journal, '--re-arm', 'the threshold was a typo');
    expect(exitCode).toBe(0);
    expect(out).toContain('re-armed');
    expect(out).toMatch(/HYPE +active/u);
  });
});

describe('a run that cannot start', () => {
  it('shows where a policy is wrong and ends with 2', async () => {
    const file = policyFile((source) => source.replace('margin_utilization', 'margin_utilisation'));
    const { exitCode, out, err } = await runMain(['run', file]);
    expect({ exitCode, out }).toEqual({ exitCode: 2, out: '' });
    expect(err).toMatch(/error\[P201\].*`margin_utilisation`/u);
    expect(err).toMatch(/policy-\d+\.policy:\d+:\d+/u);
  });

  it.each([
    ['no-such.policy', 'no such file'],
    ['src', 'it is a directory'],
  ])('says that %s cannot be read and ends with 2', async (file, reason) => {
    const { exitCode, err } = await runMain(['run', file]);
    expect(exitCode).toBe(2);
    expect(err).toBe(`error: cannot read \`${file}\`: ${reason}\n`);
  });

  it.each(['testnet', 'mainnet'])(
    'refuses hyperliquid %s without a key with 4',
    async (network) => {
      const address = `  address           0x${'1'.repeat(40)}\n`;
      const file = policyFile((source) =>
        source
          .replace('venue embedded', `venue hyperliquid ${network}`)
          .replace('account {\n', `account {\n${address}`),
      );
      const { exitCode, err } = await runMain(['run', file]);
      expect(exitCode).toBe(4);
      expect(err).toContain(
        'start refused: no agent key: name a key file or set MM_POLICY_AGENT_KEY',
      );
      expect(err).toContain('add --paper to trade without one');
    },
  );

  it('refuses a market that the venue does not list with 4', async () => {
    const file = policyFile((source) => source.replaceAll('HYPE', 'HYPED'));
    const { exitCode, err } = await run(file, newJournal());
    expect(exitCode).toBe(4);
    expect(err).toContain('market HYPED is not listed on the embedded venue; did you mean HYPE?');
  });

  it('refuses more leverage than the venue allows with 4', async () => {
    const file = policyFile((source) => source.replace('10x', '50x'));
    const { exitCode, err } = await run(file, newJournal());
    expect(exitCode).toBe(4);
    expect(err).toContain('HYPE allows at most 10x');
  });

  it('says which port is in use and ends with 2', async () => {
    const server = createServer();
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    const address = server.address();
    const port = address instanceof Object ? address.port : 0;
    const { exitCode, err } = await run(policyFile(), newJournal(), '--port', String(port));
    server.close();
    expect(exitCode).toBe(2);
    expect(err).toContain(`port ${port} is in use`);
  });

  it('wants a journal to re-arm', async () => {
    const { exitCode, err } = await runMain(['run', policyFile(), '--re-arm', 'why not']);
    expect(exitCode).toBe(2);
    expect(err).toContain('--re-arm needs --journal');
  });

  it.each([
    ['--speed', 'fast'],
    ['--for', '20'],
    ['--seed', '-1'],
    ['--port', '99999'],
  ])('calls %s %s wrong usage', async (option, value) => {
    const { exitCode, err } = await runMain(['run', policyFile(), option, value]);
    expect(exitCode).toBe(2);
    expect(err).toContain(option);
  });
});

describe('a journal that is not as it was', () => {
  it('loses half a line to a crash, and the run goes on', async () => {
    const [file, journal] = [policyFile(), newJournal()];
    await run(file, journal);
    const path = dayFile(journal);
    truncateSync(path, readFileSync(path).length - 20);
    const { exitCode, out } = await run(file, journal);
    expect(exitCode).toBe(0);
    expect(out).toContain('half a line');
    expect(await runMain(['audit', 'verify', journal])).toMatchObject({ exitCode: 0 });
  });

  it('is not built upon where its chain is broken', async () => {
    const [file, journal] = [policyFile(), newJournal()];
    await run(file, journal);
    const path = dayFile(journal);
    writeFileSync(path, readFileSync(path, 'utf8').replace('"price":"27.', '"price":"26.'));
    const { exitCode, err } = await run(file, journal);
    expect(exitCode).toBe(2);
    expect(err).toMatch(/chain is broken at .*audit-.*\.jsonl:\d+/u);
  });

  it('is not continued by another policy', async () => {
    const journal = newJournal();
    await run(policyFile(), journal);
    const other = policyFile((source) => source.replace('policy demo', 'policy other'));
    const { exitCode, err } = await run(other, journal);
    expect(exitCode).toBe(2);
    expect(err).toContain('is of policy demo, not of other');
  });
});

describe('a recording', () => {
  const directory = join(scratch, 'recording');
  const written = (async () => {
    const startTime = Date.UTC(2026, 10, 2, 12);
    const events = syntheticMarket({ seed: 3, startTime });
    function* tenSeconds() {
      for (const event of events) {
        if (event.at > startTime + 10_000) return;
        yield event;
      }
    }
    await writeRecording(directory, 'HYPE', tenSeconds());
  })();
  const play = (...more: readonly string[]) =>
    runMain(['run', policyFile(), '--market', directory, '--speed', 'max', ...more]);

  it('is played to its end, which ends the run with 0', async () => {
    await written;
    const { exitCode, out } = await play('--journal', newJournal());
    expect(exitCode).toBe(0);
    expect(out).toContain('recording ended');
  });

  it('gives the same session to the last byte at any speed', async () => {
    await written;
    const journals = [newJournal(), newJournal()];
    await play('--journal', journals[0] ?? '');
    await play('--journal', journals[1] ?? '', '--speed', '25');
    const [atMost, at25] = await Promise.all(journals.map((journal) => storyOf(journal)));
    expect(at25?.length).toBeGreaterThan(100);
    expect(at25).toEqual(atMost);
  });

  it('may hold rows that cannot be read: they are left out and reported', async () => {
    await written;
    const path = join(directory, 'trades_HYPE.csv');
    const original = readFileSync(path, 'utf8');
    appendFileSync(path, 'not,a,row\n1793620809.9,NaN,1,buy,77,1793620809900\n');
    const { exitCode, out } = await play('--journal', newJournal());
    writeFileSync(path, original);
    expect(exitCode).toBe(0);
    expect(out).toMatch(/warning\s.*trades_HYPE\.csv:\d+: .*first\s+of\s+2\s+such\s+rows/su);
  });

  it('that is missing, or lacks the coin, ends the run with 2', async () => {
    await written;
    const missing = await runMain(['run', policyFile(), '--market', join(scratch, 'nowhere')]);
    expect(missing.exitCode).toBe(2);
    expect(missing.err).toContain('cannot open recording');
    const other = policyFile((source) => source.replaceAll('HYPE', 'SOL'));
    const lacking = await runMain(['run', other, '--market', directory]);
    expect(lacking.exitCode).toBe(2);
    expect(lacking.err).toContain('holds no recording of SOL, but of HYPE');
  });

  it('cannot be played twice into one journal', async () => {
    await written;
    const journal = newJournal();
    await play('--journal', journal);
    const { exitCode, err } = await play('--journal', journal);
    expect(exitCode).toBe(2);
    expect(err).toContain("ends before the journal's last record");
  });
});

describe('signals', () => {
  it.each([
    ['SIGINT', 130, 'interrupted (SIGINT)'],
    ['SIGTERM', 0, 'asked to stop (SIGTERM)'],
  ] as const)('%s cancels everything and ends with %i', async (signal, code, reason) => {
    const args = ['run', resolve('policies/demo.policy')];
    const child = spawnSource([resolve('src/cli/mm-policy.ts'), ...args], { cwd: scratch });
    const ended = untilEnd(child);
    let seen = '';
    child.stdout?.on('data', (chunk: Buffer) => (seen += chunk.toString()));
    while (!/orders +\d+ placed/u.test(seen)) await wait(20);
    child.kill(signal);
    const { code: exitCode, out, err } = await ended;
    expect({ exitCode, err }).toEqual({ exitCode: code, err: '' });
    expect(out).toContain(`● stopped: ${reason}`);
    expect(out).toContain('none left resting');
    expect(out).toContain('journal   .mm-policy/demo/');
  });
});
