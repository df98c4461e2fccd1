/** Alerts to a webhook: the JSON by POST; its address, which may be a secret, is in no message. */
import { type AlertSink, AlertSinkError } from './alert-sink.js';

/** Null where `address` is no http(s) URL. */
export function webhookSink(address: string): AlertSink | null {
  const url = URL.parse(address);
  if (url === null || (url.protocol !== 'https:' && url.protocol !== 'http:')) return null;
  return {
    name: `webhook ${url.origin}`,
    async send(payload, timeoutMs) {
      const status = await post(url, payload, timeoutMs);
      if (status >= 200 && status < 300) return;
      // Too many, or the server's own trouble: later it may pass.
      const mayPass = status === 408 || status === 429 || status >= 500;
      throw new AlertSinkError(`answered with status ${status}`, mayPass);
    },
  };
}

async function post(url: URL, payload: string, timeoutMs: number): Promise<number> {
  const { username, password } = url;
  const address = new URL(url);
  address.username = '';
  address.password = '';
  const headers: Record<string, string> = { 'content-type': 'application/json' };
  if (username !== '' || password !== '') {
    const pair = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
    headers['authorization'] = `Basic ${Buffer.from(pair).toString('base64')}`;
  }
  try {
    const response = await fetch(address, {
      method: 'POST',
      body: payload,
      headers,
      // What is secret goes to no other server than the one that was named.
      redirect: 'manual',
      signal: AbortSignal.timeout(timeoutMs),
    });
    await response.body?.cancel();
    return response.status;
  } catch (error) {
    throw new AlertSinkError(reasonOf(error, timeoutMs), true);
  }
}

/** Only codes: messages of the network's errors may hold the address. */
function reasonOf(error: unknown, timeoutMs: number): string {
  if (error instanceof DOMException) return `took over ${timeoutMs} ms`;
  const cause = error instanceof Error ? error.cause : null;
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'no answer';
  return `cannot be reached (${code})`;
}
