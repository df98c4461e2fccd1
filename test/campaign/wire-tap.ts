/** A wire between a program and its venue that reads along what passes: the nonces of actions. */
import { connect, createServer, type Server, type Socket } from 'node:net';

export interface WireTap {
  /** For the program, in place of the venue's own. */
  readonly url: string;
  /** Of every action since it was last asked, in the order of arrival. */
  takeNonces(): readonly number[];
  close(): Promise<void>;
}

const NONCE = /"nonce":(\d+)/gu;
/** What could still be the beginning of one is kept until the rest arrives. */
const TAIL = 64;

export async function openWireTap(port: number): Promise<WireTap> {
  let nonces: number[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((near) => {
    const far = connect(port, '127.0.0.1');
    let seen = '';
    near.on('data', (chunk: Buffer) => {
      seen += chunk.toString('latin1');
      const found = [...seen.matchAll(NONCE)].filter(({ 0: all, index }) => {
        // The last digits may still be under way.
        return index + all.length < seen.length;
      });
      nonces.push(...found.map(([, digits]) => Number(digits)));
      const last = found.at(-1);
      const end = last === undefined ? 0 : last.index + last[0].length;
      seen = seen.slice(Math.max(end, seen.length - TAIL));
    });
    for (const socket of [near, far]) {
      sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => {
        near.destroy();
        far.destroy();
        sockets.delete(socket);
      });
    }
    near.pipe(far);
    far.pipe(near);
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return {
    url: `http://127.0.0.1:${portOf(server)}`,
    takeNonces() {
      const taken = nonces;
      nonces = [];
      return taken;
    },
    close: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => resolve());
      }),
  };
}

function portOf(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the tap has no port');
  return address.port;
}
