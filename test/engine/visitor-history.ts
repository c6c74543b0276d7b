import { dayMs, hourMs, minuteMs } from "../../src/kernel/clock.ts";
import { SeededRandom } from "../harness/random.ts";
import type { GivenEvent } from "./engine.ts";

/** What twenty thousand visitors did in two weeks; random, but always the same. */
const chance = new SeededRandom(20_240_501);
const random = () => chance.next();

/** The first day; the last events are twelve days later. */
export const historyStart = Date.UTC(2024, 4, 1);
export const history: readonly GivenEvent[] = Array.from({ length: 20_000 }, (_, index) => visitorOf(index))
  .flat()
  .toSorted((a, b) => a.time - b.time);

/** One to three days with a visit; half sign up, and one in five of these buys. */
function visitorOf(index: number): GivenEvent[] {
  const visitor_id = `visitor-${index}`;
  const country = ["DE", "US", "FR", ""][Math.floor(random() * 4)]!;
  const variant = random() < 0.5 ? "A" : "B";
  const first = Math.floor(random() * 8);
  const days = Array.from({ length: 1 + Math.floor(random() * 3) }, (_, place) => first + place * 2);
  const signsUp = random() < 0.5;
  const buys = signsUp && random() < (variant === "A" ? 0.2 : 0.3);
  return days.flatMap((day, visit) => {
    const at = historyStart + day * dayMs + Math.floor(random() * 20 * hourMs);
    const one = (name: string, afterMs: number, more: Partial<GivenEvent> = {}): GivenEvent => {
      return { name, visitor_id, country, time: at + afterMs, path: "/", ...more };
    };
    const views = Array.from({ length: 1 + Math.floor(random() * 3) }, (_, place) =>
      one("page_view", place * minuteMs, { path: ["/", "/pricing", "/docs"][place % 3]! }),
    );
    return [
      ...views,
      ...(random() < 0.4 ? [one("scroll", 10_000)] : []),
      ...(visit === 0 ? [one("assigned", 1_000, { properties: { variant } })] : []),
      ...(visit === 0 && signsUp ? [one("signup", 4 * minuteMs)] : []),
      ...(visit === 0 && buys
        ? [one("purchase", 6 * minuteMs, { value: 5 + Math.floor(random() * 50) })]
        : []),
    ];
  });
}
