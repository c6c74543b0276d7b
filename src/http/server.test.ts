import { describe, expect, test } from "bun:test";
import { operations } from "./server.ts";

/** What the rules below look at. */
interface Route {
  readonly method: string;
  readonly path: string;
  readonly dialect: string;
}

const routes: Route[] = operations.flatMap(({ method, paths, dialect }) =>
  paths.map((path) => ({ method, path, dialect })),
);

describe("the operations of all dialects", () => {
  test("never share a method and path", () => {
    expect(collisions(routes)).toEqual([]);
  });

  test("are not hidden by a path with a parameter that is mounted before them", () => {
    expect(hidden(routes)).toEqual([]);
  });

  test("are said in a line each: what it does, and for whom", () => {
    for (const { method, paths, summary, scope, answer, examples } of operations) {
      expect({ at: `${method} ${paths[0]}`, summary }).toMatchObject({
        summary: expect.stringMatching(/^[A-Z].{7,}[^.]$/),
      });
      expect(summary.length).toBeLessThanOrEqual(80);
      expect(answer.description).not.toBe("");
      expect(examples.length).toBeGreaterThan(0);
      // Who only looks must not be able to change anything by a plain link.
      if (method === "GET") expect(["read", "admin", "public"]).toContain(scope);
    }
  });

  test("keep to the paths of their dialects", () => {
    const prefixes: Readonly<Record<string, RegExp>> = {
      edge: /^\/(?:collect$|api\/(?!v1\/|analytics\/))/,
      engine: /^(?:\/functions\/v1)?\/(?:ingest-event|process-events|get-stats)$/,
      realtime: /^\/(?!api\/|functions\/)/,
      reports: /^\/api\/analytics\//,
      platform: /^\/(?:api\/v1\/|healthz$)/,
    };
    const strangers = routes.filter(({ dialect, path }) => !prefixes[dialect]!.test(path));
    expect(strangers).toEqual([]);
  });
});

/** These rules see what they are there for. */
describe("the rules find", () => {
  const at = (method: string, path: string, dialect: string): Route => ({ method, path, dialect });

  test("two operations at one place", () => {
    const twice = [
      at("GET", "/events", "realtime"),
      at("POST", "/events", "realtime"),
      at("GET", "/events", "edge"),
    ];
    expect(collisions(twice)).toEqual(["GET /events: realtime, edge"]);
  });

  test("two that differ only in the name of a parameter", () => {
    expect(collisions([at("GET", "/a/:id", "edge"), at("GET", "/a/:name", "edge")])).toHaveLength(1);
  });

  test("one that cannot be reached", () => {
    const reachable = [at("GET", "/events/summary", "platform"), at("GET", "/events/:id", "platform")];
    expect(hidden(reachable)).toEqual([]);
    expect(hidden(reachable.toReversed())).toEqual(["GET /events/summary is hidden by GET /events/:id"]);
    // A path answers 405 to the methods that it does not have, so it hides those too.
    const other = [at("GET", "/alerts/:id", "realtime"), at("POST", "/alerts/test", "realtime")];
    expect(hidden(other)).toEqual(["POST /alerts/test is hidden by GET /alerts/:id"]);
  });
});

function collisions(all: readonly Route[]): string[] {
  const places = Map.groupBy(all, ({ method, path }) => `${method} ${path.replaceAll(/:\w+/g, ":")}`);
  return [...places]
    .filter(([, at]) => at.length > 1)
    .map(([place, at]) => `${place}: ${at.map((one) => one.dialect).join(", ")}`);
}

/** The router takes the first path that fits; a path that comes later and is no pattern must not fit an earlier one. */
function hidden(all: readonly Route[]): string[] {
  return all.flatMap((route, index) => {
    const earlier = all.slice(0, index).find((one) => one.path !== route.path && fits(one.path, route.path));
    return earlier === undefined
      ? []
      : [`${route.method} ${route.path} is hidden by ${earlier.method} ${earlier.path}`];
  });
}

function fits(pattern: string, path: string): boolean {
  const [wanted, given] = [pattern.split("/"), path.split("/")];
  if (wanted.length !== given.length) return false;
  return wanted.every((part, index) => part.startsWith(":") || part === given[index]);
}
