/** Whose an order is: client order ids begin with the run that sent them. */

/** Of the newest runs only: no order rests through that many. */
const RUNS_MAX = 256;

/** `0x`, the run's 16 hex digits, then the count of its orders in 16 more. */
export function clientOrderIdOf(runId: string, count: number): string {
  return `${prefixOf(runId)}${count.toString(16).padStart(16, '0')}`;
}

/** Whether one of the runs sent it; an order without a client id is nobody's. */
export function isOrderOfRuns(clientOrderId: string | null, runIds: readonly string[]): boolean {
  return clientOrderId !== null && runIds.some((id) => clientOrderId.startsWith(prefixOf(id)));
}

/** Newest last, each once. */
export function rememberRun(runIds: readonly string[], runId: string): readonly string[] {
  return [...runIds.filter((known) => known !== runId), runId].slice(-RUNS_MAX);
}

function prefixOf(runId: string): string {
  return `0x${runId}`;
}
