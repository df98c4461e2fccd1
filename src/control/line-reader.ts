/** Whole lines out of what a socket brings in pieces, bounded so that nobody fills the memory. */
import type { Socket } from 'node:net';
import { ControlError } from './control-error.js';
import { LINE_BYTES_MAX } from './control-protocol.js';

/** Calls `onLine` for each line; `onTrouble` once where a line has no end, and nothing after it. */
export function readLines(
  socket: Socket,
  onLine: (line: string) => void,
  onTrouble: (error: ControlError) => void,
  bytesMax = LINE_BYTES_MAX,
): void {
  let rest = '';
  let isSpoilt = false;
  socket.setEncoding('utf8');
  socket.on('data', (chunk: string) => {
    if (isSpoilt) return;
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) if (line.trim() !== '') onLine(line);
    if (rest.length <= bytesMax) return;
    isSpoilt = true;
    onTrouble(new ControlError(`a line of more than ${bytesMax} bytes`));
  });
}
