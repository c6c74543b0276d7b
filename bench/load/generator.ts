import { Connection } from "./connection.ts";
import { type BodyFormat, RequestBytes, collectFormat, eventsBatchFormat } from "./event-bytes.ts";
import type { FromGenerator, LoadPlan, LoadResult } from "./plan.ts";

/* The load generator: a process of its own, so that its work is not on the measured threads. */

const plan = JSON.parse(process.argv[2]!) as LoadPlan;
const formats: Record<LoadPlan["door"], BodyFormat> = {
  collect: collectFormat,
  "events-batch": eventsBatchFormat,
};

/** One connection with the request that it sends over and over. */
interface Lane {
  readonly connection: Connection;
  readonly request: RequestBytes;
  /** When the request under way was due; negative while none is. */
  dueAt: number;
}

class Generator {
  readonly #lanes: Lane[] = [];
  readonly #free: Lane[] = [];
  readonly #latencies: number[] = [];
  readonly #failures: Record<string, number> = {};
  #accepted = 0;
  #acceptedMeasured = 0;
  #issued = 0;
  #due = 0;
  #startedAt = 0;
  #stopped = false;

  async run(): Promise<LoadResult> {
    const { hostname, port, host } = new URL(plan.url);
    for (let index = 0; index < plan.connections; index++) {
      const lane = this.#newLane(host, index);
      await lane.connection.open(hostname, Number(port));
    }
    this.#startedAt = performance.now();
    const report = setInterval(() => this.#report(), 500);
    if (plan.eventsPerSecond === null) for (const lane of this.#lanes) this.#send(lane, this.#startedAt);
    else await this.#pace(plan.eventsPerRequest / plan.eventsPerSecond);
    await Bun.sleep(this.#startedAt + plan.warmUpMs + plan.measureMs - performance.now());
    this.#stopped = true;
    await this.#settle();
    clearInterval(report);
    this.#report();
    for (const lane of this.#lanes) lane.connection.close();
    return this.#result();
  }

  #newLane(host: string, index: number): Lane {
    const lane: Lane = {
      connection: new Connection({
        onAnswer: (status) => this.#answered(lane, status),
        onClose: () => this.#lost(lane),
      }),
      request: new RequestBytes(formats[plan.door], plan.eventsPerRequest, {
        host,
        seed: plan.seed + index,
        headers: plan.headers ?? {},
      }),
      dueAt: -1,
    };
    this.#lanes.push(lane);
    this.#free.push(lane);
    return lane;
  }

  /** Sends what is due, a thousand times a second. */
  async #pace(secondsPerRequest: number): Promise<void> {
    const total = Math.floor((plan.warmUpMs + plan.measureMs) / 1_000 / secondsPerRequest);
    while (
      this.#issued < total &&
      performance.now() - this.#startedAt < 3 * (plan.warmUpMs + plan.measureMs)
    ) {
      const elapsed = (performance.now() - this.#startedAt) / 1_000;
      this.#due = Math.min(total, Math.floor(elapsed / secondsPerRequest) + 1);
      while (this.#issued < this.#due && this.#free.length > 0) {
        this.#send(this.#free.pop()!, this.#startedAt + this.#issued * secondsPerRequest * 1_000);
        this.#issued += 1;
      }
      await Bun.sleep(1);
    }
  }

  #send(lane: Lane, dueAt: number): void {
    lane.request.renew(Date.now());
    lane.dueAt = dueAt;
    lane.connection.send(lane.request.bytes);
  }

  #answered(lane: Lane, status: number): void {
    const now = performance.now();
    const sinceStart = now - this.#startedAt;
    const isMeasured = sinceStart >= plan.warmUpMs && sinceStart < plan.warmUpMs + plan.measureMs;
    if (status >= 200 && status < 300) {
      this.#accepted += lane.request.events;
      if (isMeasured) {
        this.#acceptedMeasured += lane.request.events;
        this.#latencies.push(now - lane.dueAt);
      }
    } else {
      this.#failures[status] = (this.#failures[status] ?? 0) + 1;
    }
    lane.dueAt = -1;
    if (plan.eventsPerSecond !== null) this.#free.push(lane);
    else if (!this.#stopped) this.#send(lane, now);
  }

  #lost(lane: Lane): void {
    if (lane.dueAt < 0) return;
    lane.dueAt = -1;
    this.#failures["0"] = (this.#failures["0"] ?? 0) + 1;
  }

  /** Waits for the answers that are under way, so that accepted is exact. */
  async #settle(): Promise<void> {
    const until = performance.now() + 30_000;
    while (this.#lanes.some((lane) => lane.dueAt >= 0) && performance.now() < until) await Bun.sleep(5);
  }

  #report(): void {
    tell({ kind: "progress", acceptedEvents: this.#accepted, waitingRequests: this.#due - this.#issued });
  }

  #result(): LoadResult {
    const sorted = Float64Array.from(this.#latencies).sort();
    const at = (share: number) =>
      sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
    return {
      acceptedEvents: this.#accepted,
      eventsPerSecond: this.#acceptedMeasured / (plan.measureMs / 1_000),
      p50Ms: at(0.5),
      p99Ms: at(0.99),
      maxMs: at(1),
      requests: sorted.length,
      failures: this.#failures,
    };
  }
}

function tell(message: FromGenerator): void {
  process.stdout.write(`${JSON.stringify(message)}\n`);
}

tell({ kind: "result", result: await new Generator().run() });
