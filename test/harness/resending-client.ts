import { type Door, type SentEvent, doors } from "./doors.ts";
import type { Ledger } from "./ledger.ts";
import type { SeededRandom } from "./random.ts";

export interface ClientOptions {
  readonly ledger: Ledger;
  readonly random: SeededRandom;
  /** Where the server listens now; another one after each start. */
  target(): string;
  /** Hears of answers that no server may give, whatever happens to it. */
  onFault(fault: string): void;
}

/**
 * A client as the documents tell clients to be: it gives each event an id and sends it until it is
 * acknowledged. It is impatient besides: it hangs up, goes to another door, gives up now and then, and
 * sends again what was acknowledged long ago.
 */
export class ResendingClient {
  readonly #options: ClientOptions;
  #acknowledged: SentEvent[] = [];

  constructor(options: ClientOptions) {
    this.#options = options;
  }

  /** Works until the signal fires, then finishes what it began. */
  async run(stopping: AbortSignal): Promise<void> {
    const { random } = this.#options;
    while (!stopping.aborted) {
      if (random.chance(0.02)) await this.#sendUntracked();
      else await this.#sendUntilAcknowledged(this.#nextEvents(), random.chance(0.03));
      await Bun.sleep(random.whole(0, 8));
    }
  }

  #nextEvents(): SentEvent[] {
    const { random, ledger } = this.#options;
    const again = random.chance(0.15) && this.#acknowledged.length > 0;
    if (again) return Array.from({ length: random.whole(1, 20) }, () => random.pick(this.#acknowledged));
    return ledger.newEvents(random.chance(0.5) ? 1 : random.whole(2, 60));
  }

  async #sendUntilAcknowledged(events: readonly SentEvent[], givesUp: boolean): Promise<void> {
    const { random } = this.#options;
    let door = this.#doorFor(events);
    for (;;) {
      const parts = door.eventsMax >= events.length ? [events] : events.map((event) => [event]);
      let acknowledged = true;
      for (const part of parts) acknowledged = (await this.#send(door, part)) && acknowledged;
      if (acknowledged) break;
      if (givesUp) return;
      await Bun.sleep(random.whole(10, 150));
      if (random.chance(0.3)) door = random.pick(doors);
    }
    this.#acknowledged.push(...events);
    if (this.#acknowledged.length > 2_000)
      this.#acknowledged = random.shuffled(this.#acknowledged).slice(0, 1_000);
  }

  #doorFor(events: readonly SentEvent[]): Door {
    const fitting = doors.filter(
      (door) => door.eventsMax >= events.length && door.eventsMax > 1 === events.length > 1,
    );
    return this.#options.random.pick(fitting);
  }

  /** True when the server has acknowledged all of them. */
  async #send(door: Door, events: readonly SentEvent[]): Promise<boolean> {
    const { ledger, random } = this.#options;
    const bad = door.eventsMax > 1 && random.chance(0.1) ? random.whole(1, 3) : 0;
    const good = door.body(events);
    const body =
      bad === 0 ? good : random.shuffled([...(good as unknown[]), ...Array(bad).fill(door.badEvent())]);
    ledger.sending(events, bad);
    const answer = await this.#post(door, body, {});
    if (answer === null) return false;
    const taken = door.acknowledged(answer);
    const kept = door.whatIsLeftOut === "told" ? ledger.keptOf(events) : events.length;
    if (taken === kept) ledger.acknowledged(events, bad);
    else this.#options.onFault(`${door.path} acknowledged ${taken} of ${kept}: ${JSON.stringify(answer)}`);
    return true;
  }

  async #sendUntracked(): Promise<void> {
    const { ledger, random } = this.#options;
    const events = ledger.newEvents(1);
    const door = random.pick(doors);
    ledger.sendingUntracked(events);
    await this.#post(door, door.body(events), { DNT: "1" });
  }

  /** The answer of a 2xx; null when the request failed in a way that asks to send again. */
  async #post(door: Door, body: unknown, headers: Record<string, string>): Promise<unknown> {
    const { target, random, onFault } = this.#options;
    const patienceMs = random.chance(0.1) ? random.whole(1, 12) : 10_000;
    try {
      const response = await fetch(`${target()}${door.path}`, {
        method: "POST",
        headers: {
          "User-Agent": random.pick(userAgents),
          "Content-Type": "application/json",
          // As the documents write it, for the dialect that wants one.
          Authorization: "Bearer <jwt-token>",
          ...headers,
        },
        body: JSON.stringify(body),
        signal: AbortSignal.timeout(patienceMs),
      });
      const text = await response.text();
      if (response.ok) return JSON.parse(text);
      const mayTryAgain = response.status === 503 && response.headers.has("retry-after");
      if (!mayTryAgain && headers["DNT"] === undefined)
        onFault(`${door.path} answered ${response.status}: ${text}`);
      return null;
    } catch {
      return null;
    }
  }
}

const userAgents = [
  "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36",
  "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1",
  "Mozilla/5.0 (X11; Linux x86_64; rv:127.0) Gecko/20100101 Firefox/127.0",
  "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
];
