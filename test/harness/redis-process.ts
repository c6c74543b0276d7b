import { freePort } from "./free-port.ts";

/** A Redis of a test's own: empty, in memory, on a free port of the loopback interface. */
export class RedisProcess {
  static readonly isInstalled = (Bun.which("redis-server") ?? Bun.which("valkey-server")) !== null;
  readonly url: string;
  readonly #port: number;
  #process: Bun.Subprocess;

  private constructor(port: number) {
    this.url = `redis://127.0.0.1:${port}`;
    this.#port = port;
    this.#process = spawn(port);
  }

  static async start(): Promise<RedisProcess> {
    const redis = new RedisProcess(await freePort());
    await redis.#whenItAnswers();
    return redis;
  }

  /** On the same port, after `kill`; empty again. */
  async startAgain(): Promise<void> {
    this.#process = spawn(this.#port);
    await this.#whenItAnswers();
  }

  /** Null when it does not answer. */
  async command(name: string, ...args: string[]): Promise<unknown> {
    const client = new Bun.RedisClient(this.url, { autoReconnect: false });
    return client
      .send(name, args)
      .catch(() => null)
      .finally(() => client.close());
  }

  signal(signal: "SIGSTOP" | "SIGCONT"): void {
    this.#process.kill(signal);
  }

  async kill(): Promise<void> {
    this.#process.kill("SIGKILL");
    await this.#process.exited;
  }

  async #whenItAnswers(): Promise<void> {
    for (let attempt = 0; (await this.command("PING")) !== "PONG"; attempt++) {
      if (attempt > 500) throw new Error(`Redis does not answer at ${this.url}`);
      await Bun.sleep(20);
    }
  }
}

function spawn(port: number): Bun.Subprocess {
  const program = Bun.which("redis-server") ?? Bun.which("valkey-server") ?? "redis-server";
  const args = ["--port", String(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"];
  return Bun.spawn([program, ...args], { stdout: "ignore", stderr: "ignore" });
}
