/** The socket over which a run is commanded: who may, what it answers, and what it survives. */
import { spawnSync } from 'node:child_process';
import { existsSync, statSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import {
  askRun,
  ControlError,
  type ControlHandler,
  openControlSocket,
  openLine,
} from '../../src/control/index.js';
import { privateFolder } from './scratch.js';

const STATUS = { state: 'active', facts: { policy: 'demo', equity: '1000.00' }, screen: ['demo'] };

function handlerOf(overrides: Partial<ControlHandler> = {}): ControlHandler {
  return {
    status: () => ({ ...STATUS, state: 'active' }),
    command: (command) =>
      Promise.resolve({
        command,
        at: 1,
        refused: null,
        changes: [],
        released: [],
        state: 'paused',
        goesOn: true,
        policy: 'demo',
        pid: 1,
      }),
    ...overrides,
  };
}

const refuse = () => Promise.reject(new ControlError('the run is ending'));

async function opened(handler = handlerOf(), path = join(privateFolder(), 'run.sock')) {
  const socket = await openControlSocket(path, handler);
  onTestFinished(() => socket.close());
  return path;
}

/** What comes back for raw bytes, until the other side hangs up or `lines` lines are there. */
function say(path: string, text: string, lines = 1): Promise<readonly string[]> {
  return new Promise((resolve, reject) => {
    const socket = connect(path);
    let heard = '';
    const done = (): void => {
      socket.destroy();
      resolve(heard.split('\n').slice(0, -1));
    };
    socket.on('data', (chunk) => {
      heard += chunk.toString();
      if (heard.split('\n').length > lines) done();
    });
    socket.on('close', done);
    socket.on('error', reject);
    socket.write(text);
  });
}

describe('the control socket', () => {
  it('is its owner’s alone', async () => {
    const path = await opened();
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  it('answers a status and a command', async () => {
    const path = await opened();
    expect(await askRun(path, { v: 1, ask: 'status' })).toEqual({
      v: 1,
      kind: 'status',
      ...STATUS,
    });
    const asked = { v: 1, ask: 'command', command: 'pause', reason: 'lunch' } as const;
    expect(await askRun(path, asked)).toMatchObject({ kind: 'command', command: 'pause' });
  });

  it('hands the reason on, without what surrounds it', async () => {
    const reasons: string[] = [];
    const { command } = handlerOf();
    const path = await opened(
      handlerOf({
        command: (word, reason) => {
          reasons.push(reason);
          return command(word, reason);
        },
      }),
    );
    await askRun(path, { v: 1, ask: 'command', command: 'kill', reason: '  too hot ' });
    expect(reasons).toEqual(['too hot']);
  });

  it('answers one caller’s questions in their order', async () => {
    const path = await opened();
    const questions = ['{"v":1,"ask":"status"}', 'nonsense', '{"v":1,"ask":"status"}'];
    const answers = await say(path, `${questions.join('\n')}\n`, 3);
    expect(answers.map((line) => (JSON.parse(line) as { kind: string }).kind)).toEqual([
      'status',
      'error',
      'status',
    ]);
  });

  it.each([
    ['what is no JSON', 'pause', 'the request is not JSON'],
    ['a newer protocol', '{"v":2,"ask":"status"}', '`v`'],
    ['an unknown command', '{"v":1,"ask":"command","command":"sell","reason":"x"}', '`command`'],
    [
      'a command without a reason',
      '{"v":1,"ask":"command","command":"kill","reason":" "}',
      '`reason`',
    ],
    ['a stray key', '{"v":1,"ask":"status","size":5}', 'size'],
  ])('tells what is wrong with %s, and stays', async (_, line, words) => {
    const path = await opened();
    const [answer = ''] = await say(path, `${line}\n`);
    expect(JSON.parse(answer)).toMatchObject({ kind: 'error' });
    expect(answer).toContain(words);
    expect(await askRun(path, { v: 1, ask: 'status' })).toMatchObject({ kind: 'status' });
  });

  it('hangs up on a line without end', async () => {
    const path = await opened();
    const [answer = ''] = await say(path, 'x'.repeat(20_000), 2);
    expect(answer).toContain('more than 16384 bytes');
  });

  it('says what the run cannot do', async () => {
    const path = await opened(handlerOf({ command: refuse }));
    const asked = { v: 1, ask: 'command', command: 'resume', reason: 'x' } as const;
    expect(await askRun(path, asked)).toEqual({
      v: 1,
      kind: 'error',
      message: 'the run is ending',
    });
  });

  it('goes with the run, and tells those who listen', async () => {
    const path = join(privateFolder(), 'run.sock');
    const socket = await openControlSocket(path, handlerOf());
    const line = await openLine(path);
    await line.ask({ v: 1, ask: 'status' });
    await socket.close();
    expect(existsSync(path)).toBe(false);
    await expect(line.ask({ v: 1, ask: 'status' })).rejects.toThrow('the run has ended');
    await expect(askRun(path, { v: 1, ask: 'status' })).rejects.toThrow('there is no socket');
  });

  it('replaces one that a dead process left', async () => {
    const path = join(privateFolder(), 'run.sock');
    const script =
      `require('node:net').createServer().listen(${JSON.stringify(path)}, ` +
      "() => process.kill(process.pid, 'SIGKILL'))";
    spawnSync(process.execPath, ['-e', script]);
    expect(statSync(path).isSocket()).toBe(true);
    await expect(askRun(path, { v: 1, ask: 'status' })).rejects.toThrow('without cleaning up');
    await opened(handlerOf(), path);
    expect(await askRun(path, { v: 1, ask: 'status' })).toMatchObject({ kind: 'status' });
  });

  it('is not taken from a run that listens', async () => {
    const path = await opened();
    await expect(openControlSocket(path, handlerOf())).rejects.toThrow('another run listens');
    expect(await askRun(path, { v: 1, ask: 'status' })).toMatchObject({ kind: 'status' });
  });

  it('never removes a file that is no socket', async () => {
    const path = join(privateFolder(), 'notes.txt');
    writeFileSync(path, 'mine');
    await expect(openControlSocket(path, handlerOf())).rejects.toThrow('is no socket');
    expect(existsSync(path)).toBe(true);
  });

  it('refuses a path that the system would cut off', async () => {
    const path = join(privateFolder(), 'x'.repeat(100));
    await expect(openControlSocket(path, handlerOf())).rejects.toThrow('at most 103 bytes');
  });
});
