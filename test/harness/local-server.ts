import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Tidemark, startTidemark } from "../../src/app/compose.ts";
import { readConfig } from "../../src/app/config.ts";
import { createLogger } from "../../src/app/logger.ts";

/** What came back: the JSON body as it is, to be compared with what is documented. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: unknown;
  /** Between the request's first byte and the answer's last, by the client's watch. */
  readonly elapsedMs: number;
}

export type RequestHeaders = Readonly<Record<string, string>>;

type Body = string | Uint8Array | Blob;

/** Tests ask more often than the limits that the dialects' documents state; those have tests of their own. */
export const unhurried = { RATE_LIMIT_PER_MINUTE: "1000000", RATE_LIMIT_MAX_REQUESTS: "1000000" };

/**
 * The whole platform in this process, on a free port and a data folder of its own that is removed in the
 * end. Everything goes through the network, as clients do it.
 */
export class LocalServer {
  readonly url: string;
  /** Where its data lies. */
  readonly folder: string;
  readonly #tidemark: Tidemark;

  private constructor(tidemark: Tidemark, folder: string) {
    this.url = tidemark.url;
    this.#tidemark = tidemark;
    this.folder = folder;
  }

  /** Not with the environment of the tests: what a developer has set there must not decide them. */
  static async start(env: Readonly<Record<string, string>> = {}): Promise<LocalServer> {
    const folder = await mkdtemp(join(tmpdir(), "tidemark-test-"));
    const config = readConfig({ ...unhurried, PORT: "0", LOG_LEVEL: "error", ...env, TIDEMARK_DATA: folder });
    if (!config.ok) throw new Error(config.error.join("\n"));
    const started = await startTidemark(config.value, createLogger(config.value.LOG_LEVEL));
    if (!started.ok) throw new Error(started.error);
    return new LocalServer(started.value, folder);
  }

  async stop(): Promise<void> {
    await this.#tidemark.stop();
    await rm(this.folder, { recursive: true });
  }

  /** What the start prints for people. */
  banner(): string {
    return this.#tidemark.banner();
  }

  get(path: string, headers: RequestHeaders = {}): Promise<Answer> {
    return this.send("GET", path, null, headers);
  }

  /** Text and bytes go as they are, with the content type that `fetch` gives them; anything else as JSON. */
  post(path: string, body: unknown, headers: RequestHeaders = {}): Promise<Answer> {
    if (typeof body === "string" || body instanceof Uint8Array || body instanceof Blob) {
      return this.send("POST", path, body, headers);
    }
    const json = { "Content-Type": "application/json", ...headers };
    return this.send("POST", path, JSON.stringify(body), json);
  }

  async send(method: string, path: string, body: Body | null, headers: RequestHeaders = {}): Promise<Answer> {
    const startedAt = performance.now();
    const response = await fetch(this.url + path, { method, headers, body: body as Bun.BodyInit | null });
    const text = await response.text();
    const elapsedMs = performance.now() - startedAt;
    return { status: response.status, headers: response.headers, body: parsed(text), elapsedMs };
  }

  /** Waits until everything sent so far can be queried. */
  async load(): Promise<void> {
    const answer = await this.post("/process-events", "");
    if (answer.status === 200) return;
    const health = await this.get("/health");
    throw new Error(`not loaded: ${JSON.stringify(answer.body)}; health: ${JSON.stringify(health.body)}`);
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
