/** A real HTTP server that keeps what is posted to it and answers as it is told. */
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Posted {
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: Record<string, unknown>;
}

export interface ListeningServer {
  readonly url: string;
  readonly posted: Posted[];
  /** Statuses of the next answers, then 200; null: never answered. */
  readonly answers: (number | null)[];
  close(): void;
}

export async function openServer(): Promise<ListeningServer> {
  const posted: Posted[] = [];
  const answers: (number | null)[] = [];
  const server = createServer((request, response) => {
    let text = '';
    request.on('data', (chunk: Buffer) => {
      text += chunk.toString();
    });
    request.on('end', () => {
      const body = JSON.parse(text) as Record<string, unknown>;
      posted.push({ path: request.url ?? '', headers: request.headers, body });
      const status = answers.length === 0 ? 200 : answers.shift();
      if (status === null || status === undefined) return;
      response.writeHead(status, { location: '/elsewhere' });
      response.end('noted');
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    posted,
    answers,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
