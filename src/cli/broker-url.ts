/** How a Redis server is named. */
export function isBrokerUrl(text: string): boolean {
  return /^rediss?:\/\//u.test(text);
}
