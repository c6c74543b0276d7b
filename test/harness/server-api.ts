import type { HealthReport } from "../../src/http/services.ts";
import type { ServerProcess } from "./server-process.ts";

/** Waits until everything that was accepted can be queried; returns how long that took. */
export async function drain(server: ServerProcess, timeoutMs = 120_000): Promise<number> {
  const startedAt = performance.now();
  for (;;) {
    const response = await fetch(`${server.url}/process-events`, { method: "POST" });
    const answer = await response.text();
    const tookMs = performance.now() - startedAt;
    if (response.ok) return tookMs;
    if (tookMs > timeoutMs) throw new Error(`does not drain: ${answer}\n${server.output}`);
    await Bun.sleep(20);
  }
}

export async function getJson<T>(server: ServerProcess, path: string): Promise<T> {
  const response = await fetch(`${server.url}${path}`);
  if (!response.ok) throw new Error(`${path} answered ${response.status}: ${await response.text()}`);
  return (await response.json()) as T;
}

export function postJson(server: ServerProcess, path: string, body: unknown): Promise<Response> {
  return fetch(`${server.url}${path}`, { method: "POST", body: JSON.stringify(body) });
}

/** Also while it is down, when `/health` answers 503. */
export async function health(server: ServerProcess): Promise<HealthReport> {
  return (await (await fetch(`${server.url}/health`)).json()) as HealthReport;
}

/** Asks again until the answer is good; throws with the last one when that takes too long. */
export async function eventually<T>(
  ask: () => Promise<T>,
  isGood: (answer: T) => boolean,
  timeoutMs = 15_000,
): Promise<T> {
  const until = performance.now() + timeoutMs;
  for (;;) {
    const answer = await ask();
    if (isGood(answer)) return answer;
    if (performance.now() > until)
      throw new Error(`not within ${timeoutMs} ms; the last answer: ${Bun.inspect(answer)}`);
    await Bun.sleep(50);
  }
}
