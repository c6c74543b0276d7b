import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { brotliCompressSync, gzipSync, zstdCompressSync } from "node:zlib";
import { errorRegistry } from "../src/kernel/errors.ts";
import { limits } from "../src/kernel/limits.ts";
import { hasProc, memoryOf } from "./harness/processes.ts";
import { type RawAnswer, type RawPart, rawHead, rawRequest } from "./harness/raw-http.ts";
import { drain, eventually, getJson, postJson } from "./harness/server-api.ts";
import { ServerProcess } from "./harness/server-process.ts";

/*
 * Everything that strangers, broken clients and attackers send to an open port. Whatever it is, the
 * answer is a 4xx in the documented shape that names what is wrong, or the connection ends; never a
 * 500, never a connection that hangs; and the server takes events afterwards as before.
 */

/** Short, so that the slow clients of this file need not wait half a minute. */
const requestSeconds = 5;

let folder = "";
let server: ServerProcess;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "tidemark-hostile-"));
  const env = { TIDEMARK_REQUEST_SECONDS: String(requestSeconds) };
  server = await ServerProcess.listening({ dataFolder: join(folder, "data"), env });
  await drain(server);
});

afterAll(async () => {
  await server.kill();
  await rm(folder, { recursive: true, force: true });
});

/** One of the doors by which events come in, with the names that its dialect gives to fields. */
interface Door {
  readonly path: string;
  readonly isBatch: boolean;
  readonly good: Readonly<Record<string, unknown>>;
  readonly name: string;
  readonly time: string;
  readonly properties: string;
  readonly id: string;
  readonly bytesMax: number;
}

const single = { isBatch: false, time: "timestamp", properties: "properties", bytesMax: limits.bodyBytesMax };
const batch = { ...single, isBatch: true, bytesMax: limits.batchBodyBytesMax };

const doors: readonly Door[] = [
  { ...single, path: "/collect", good: { type: "a", sessionId: "s" }, name: "type", id: "eventId" },
  {
    ...single,
    path: "/ingest-event",
    good: { site_id: "s", event_type: "a" },
    name: "event_type",
    id: "event_id",
  },
  { ...single, path: "/events", good: { type: "a", userId: "u" }, name: "type", id: "id" },
  { ...batch, path: "/events/batch", good: { type: "a", userId: "u" }, name: "type", id: "id" },
  {
    ...batch,
    path: "/api/analytics/ingest",
    good: { ts: 1_700_000_000_000, user_id: "u", type: "a" },
    name: "type",
    id: "event_id",
    time: "ts",
    properties: "payload",
  },
  {
    ...batch,
    path: "/api/v1/events",
    good: { eventName: "a", userId: "u" },
    name: "eventName",
    id: "eventId",
  },
];

interface Expected {
  readonly status: number;
  readonly codes: readonly string[];
  /** The field at fault, as the sender wrote it. */
  readonly field?: string;
}

describe("a body that is no JSON", () => {
  const bodies: Readonly<Record<string, string | Uint8Array>> = {
    nothing: "",
    blanks: " \r\n\t ",
    "an open brace": "{",
    "a missing value": '{"type":}',
    "single quotes": "{'type':'a'}",
    "a trailing comma": '{"type":"a",}',
    "two values": '{"type":"a"}{"type":"b"}',
    "half a word": "nul",
    NaN: '{"type":"a","timestamp":NaN}',
    Infinity: '{"type":"a","timestamp":-Infinity}',
    "a comment": '{"type":"a"/* b */}',
    "a form": "type=a&sessionId=s",
    "100,000 open brackets": "[".repeat(100_000),
    "1,000,000 open brackets": "[".repeat(1_000_000),
    "a raw control character": '{"type":"a\u0000"}',
    "UTF-16": Buffer.from('{"type":"a"}', "utf16le"),
    "bytes that are no UTF-8": Buffer.concat([
      Buffer.from('{"type":"a'),
      Buffer.of(0xff, 0xfe, 0xc0),
      Buffer.from('"}'),
    ]),
    "a truncated UTF-8 sequence": Buffer.concat([
      Buffer.from('{"type":"a'),
      Buffer.of(0xe2, 0x82),
      Buffer.from('"}'),
    ]),
    brotli: brotliCompressSync('{"type":"a"}'),
    "gzip in gzip": gzipSync(gzipSync('{"type":"a"}')),
    "half of a gzip": gzipSync(JSON.stringify({ type: "a".repeat(5_000) })).subarray(0, 30),
    "a gzip with a wrong byte": damaged(gzipSync(JSON.stringify({ type: crypto.randomUUID().repeat(50) }))),
    "a gzip head alone": Buffer.of(0x1f, 0x8b),
    "a zstd with a wrong byte": damaged(
      zstdCompressSync(JSON.stringify({ type: crypto.randomUUID().repeat(50) })),
    ),
    "a zstd head alone": Buffer.of(0x28, 0xb5, 0x2f, 0xfd),
  };
  for (const [name, body] of Object.entries(bodies)) {
    test(`such as ${name} is a 400 at every door`, async () => {
      for (const door of doors) {
        const answer = await post(door.path, body);
        expectError(answer, { status: 400, codes: ["invalid_json", "invalid_encoding"] }, door);
      }
    });
  }
});

describe("JSON that is no event", () => {
  const values: Readonly<Record<string, unknown>> = {
    null: null,
    "a number": 5,
    "a text": "event",
    true: true,
    "an empty object": {},
    "a list in a list": [[]],
  };
  for (const [name, value] of Object.entries(values)) {
    test(`such as ${name} is a 400 at every door`, async () => {
      for (const door of doors) {
        const answer = await postEvent(door, value);
        expectError(answer, { status: 400, codes: ["invalid_field", "missing_field"] }, door);
      }
    });
  }

  test("such as an object in the place of a batch is a 400", async () => {
    for (const door of doors.filter(({ isBatch, path }) => isBatch && path !== "/api/v1/events")) {
      const answer = await post(door.path, JSON.stringify(door.good));
      expectError(answer, { status: 400, codes: ["invalid_field"] }, door);
    }
  });
});

describe("an event with a bad field", () => {
  type Change = (door: Door) => Readonly<Record<string, unknown>>;
  type FieldOf = (door: Door) => string;
  const nameOf: FieldOf = (door) => door.name;
  const timeOf: FieldOf = (door) => door.time;
  const idOf: FieldOf = (door) => door.id;
  const propertiesOf: FieldOf = (door) => door.properties;
  const wrong =
    (field: FieldOf, value: unknown): Change =>
    (door) => ({ [field(door)]: value });

  const cases: readonly [what: string, change: Change, codes: readonly string[], field: FieldOf][] = [
    ["a number as its name", wrong(nameOf, 5), ["invalid_field"], nameOf],
    ["an object as its name", wrong(nameOf, {}), ["invalid_field"], nameOf],
    ["null as its name", wrong(nameOf, null), ["invalid_field", "missing_field"], nameOf],
    ["an empty name", wrong(nameOf, ""), ["invalid_field", "missing_field"], nameOf],
    ["no name", wrong(nameOf, undefined), ["missing_field"], nameOf],
    ["a name of 201 characters", wrong(nameOf, "n".repeat(201)), ["too_long"], nameOf],
    ["a name of 900,000 characters", wrong(nameOf, "n".repeat(900_000)), ["too_long"], nameOf],
    ["a number as its id", wrong(idOf, 7), ["invalid_field"], idOf],
    ["an id of 201 characters", wrong(idOf, "i".repeat(201)), ["too_long"], idOf],
    ["an object as its time", wrong(timeOf, {}), ["invalid_field"], timeOf],
    ["true as its time", wrong(timeOf, true), ["invalid_field"], timeOf],
    ["a time in words", wrong(timeOf, "tomorrow"), ["time_out_of_range"], timeOf],
    ["a time in the year 20000", wrong(timeOf, "20000-01-01T00:00:00Z"), ["time_out_of_range"], timeOf],
    ["a time in the year +020000", wrong(timeOf, "+020000-01-01T00:00:00Z"), ["time_out_of_range"], timeOf],
    [
      "a time in the year 20000 in milliseconds",
      wrong(timeOf, Date.UTC(20_000, 0)),
      ["time_out_of_range"],
      timeOf,
    ],
    ["a time in two days", wrong(timeOf, Date.now() + 2 * 86_400_000), ["time_out_of_range"], timeOf],
    ["a time before 1970", wrong(timeOf, -1), ["time_out_of_range"], timeOf],
    ["a time of 1e300", wrong(timeOf, 1e300), ["time_out_of_range"], timeOf],
    ["a 30th of February", wrong(timeOf, "2024-02-30T00:00:00Z"), ["time_out_of_range"], timeOf],
    ["a text as its properties", wrong(propertiesOf, "x"), ["invalid_field"], propertiesOf],
    ["a number as its properties", wrong(propertiesOf, 5), ["invalid_field"], propertiesOf],
    ["10,000 properties", wrong(propertiesOf, manyKeys(10_000)), ["too_many_keys"], propertiesOf],
    ["40 KiB of properties", wrong(propertiesOf, manyTexts()), ["event_too_large"], propertiesOf],
    [
      "a property of 10 KiB",
      wrong(propertiesOf, { a: "x".repeat(10_000) }),
      ["too_long"],
      (door) => `${door.properties}.a`,
    ],
    [
      "properties nested 9 deep",
      wrong(propertiesOf, nested(9)),
      ["too_deep"],
      (door) => `${door.properties}${".a".repeat(8)}`,
    ],
    [
      "properties nested 5,000 deep",
      wrong(propertiesOf, nested(5_000)),
      ["too_deep"],
      (door) => `${door.properties}${".a".repeat(8)}`,
    ],
  ];
  for (const [what, change, codes, field] of cases) {
    test(`such as ${what} is a 400 that names it`, async () => {
      for (const door of doors) {
        const answer = await postEvent(door, { ...door.good, ...change(door) });
        expectError(
          answer,
          { status: 400, codes, field: door.isBatch ? `[0].${field(door)}` : field(door) },
          door,
        );
      }
    });
  }

  test("whose time is a number too large for JSON's readers is a 400 that names it", async () => {
    for (const door of doors) {
      const text = JSON.stringify(inDoor(door, { ...door.good, [door.time]: "TIME" })).replace(
        '"TIME"',
        "1e999",
      );
      const field = door.isBatch ? `[0].${door.time}` : door.time;
      expectError(
        await post(door.path, text),
        { status: 400, codes: ["time_out_of_range", "invalid_field"], field },
        door,
      );
    }
  });

  test("with 100,000 levels of brackets as its properties is a 400", async () => {
    for (const door of doors) {
      const deep = `${"[".repeat(100_000)}${"]".repeat(100_000)}`;
      const text = JSON.stringify(inDoor(door, { ...door.good, [door.properties]: "DEEP" })).replace(
        '"DEEP"',
        deep,
      );
      const codes = ["too_deep", "invalid_field", "invalid_json"];
      expectError(await post(door.path, text), { status: 400, codes }, door);
    }
  });
});

describe("odd but allowed events", () => {
  const texts: Readonly<Record<string, string>> = {
    "keys of the prototype":
      '{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}},"toString":"x"}',
    "numbers without a number":
      '{"n":1e999,"m":-1e999,"z":-0,"tiny":5e-324,"big":123456789012345678901234567890}',
    "lone surrogates": '{"\\ud800":"\\udfff","pair":"\\ud83d\\ude00"}',
    "control characters": '{"a\\u0000b":"\\u0000\\u0001\\u001f\\u007f"}',
    "keys with dots, quotes and blanks": '{"a.b":1,"a":{"b":2},"\\"":3," ":4,"":5,"a..b":6,".":7,"a`b":8}',
    "every kind of value": '{"t":true,"f":false,"n":null,"a":[1,"a",null,true,{"b":[]}],"o":{},"s":""}',
    "mixed lists": '{"l":[1,[2,["x"]],{"a":1},null,1.5,true]}',
    "texts that look like dates":
      '{"d":"2024-01-01","t":"2024-01-01T00:00:00Z","i":"123","u":"61f0c404-5cb3-11e7-907b-a6006ad3dba0"}',
    "255 keys": JSON.stringify(manyKeys(255)),
  };
  for (const [name, properties] of Object.entries(texts)) {
    test(`such as ${name} are stored and come back`, async () => {
      const user = `odd-${name.replaceAll(" ", "-").replaceAll(",", "")}`;
      const text = `{"type":"odd","userId":"${user}","properties":${properties}}`;
      const answer = await post("/events", text);
      expect({ status: answer.status, body: answer.body }).toMatchObject({ status: 202 });
      await drain(server);
      const found = await getJson<{ userId: string }[]>(server, `/events?userId=${user}`);
      expect(found.map(({ userId }) => userId)).toEqual([user]);
    });
  }

  test("none of them went to the dead letters", async () => {
    const { status, parts } = await getJson<{ status: string; parts: unknown }>(server, "/health");
    expect({ status, parts }).toMatchObject({ status: "ok" });
  });

  test("keys of the prototype pollute nothing", async () => {
    const answer = await post("/collect", '{"__proto__":{"type":"a","sessionId":"s"}}');
    expectError(answer, { status: 400, codes: ["missing_field"], field: "type" }, doors[0]!);
    const clean = await post("/collect", '{"type":"a"}');
    expect(clean.status).toBe(200);
  });
});

describe("a body that is too large", () => {
  const large = (door: Door): Buffer => Buffer.alloc(door.bytesMax + 1, " ");

  test("with its length stated is a 413", async () => {
    for (const door of doors) expectTooLarge(await post(door.path, large(door)), door);
  });

  test("with its length stated and never sent is a 413 at once", async () => {
    for (const door of doors) {
      for (const length of [door.bytesMax + 1, 1_000_000_000_000]) {
        const answer = await send([rawHead("POST", door.path, { "Content-Length": length })]);
        expectTooLarge(answer, door);
        // Long before such a client is cut off.
        expect(answer.tookMs).toBeLessThan(requestSeconds * 900);
      }
    }
  });

  test("in chunks of unstated length is a 413", async () => {
    for (const door of doors) expectTooLarge(await send(chunked(door.path, large(door))), door);
  });

  test("in chunks without end is a 413", async () => {
    for (const door of doors) {
      const chunk = Buffer.concat([
        Buffer.from("10000\r\n"),
        Buffer.alloc(0x10000, "x"),
        Buffer.from("\r\n"),
      ]);
      const endless = Array.from({ length: 200 }, () => chunk);
      expectTooLarge(await send([chunkedHead(door.path), ...endless]), door);
    }
  });

  test("after decompression is a 413", async () => {
    const zeros = Buffer.alloc(300 * 1024 * 1024);
    for (const bomb of [gzipSync(zeros), zstdCompressSync(zeros)]) {
      for (const door of doors) expectTooLarge(await post(door.path, bomb), door);
    }
  }, 60_000);

  test("of 1,001 events is a 413", async () => {
    for (const door of doors.filter(({ isBatch }) => isBatch)) {
      const answer = await post(door.path, JSON.stringify(Array.from({ length: 1_001 }, () => door.good)));
      expectTooLarge(answer, door);
    }
  });

  test("is no trouble in chunks that are within the limit", async () => {
    const answer = await send(chunked("/collect", Buffer.from('{"type":"chunked","sessionId":"s"}')));
    expect(answer.status).toBe(200);
  });
});

describe("a compressed body", () => {
  const event = JSON.stringify({ type: "pressed", sessionId: "s" });
  const bodies: Readonly<Record<string, [body: Uint8Array | string, encoding: string]>> = {
    gzip: [gzipSync(event), "gzip"],
    zstd: [zstdCompressSync(event), "zstd"],
    "gzip without its header line": [gzipSync(event), ""],
    "text that claims to be gzip": [event, "gzip"],
    "text that claims to be something else": [event, "snappy"],
    "gzip that claims to be brotli": [gzipSync(event), "br"],
  };
  for (const [name, [body, encoding]] of Object.entries(bodies)) {
    test(`is taken as what it is: ${name}`, async () => {
      const answer = await post("/collect", body, encoding === "" ? {} : { "Content-Encoding": encoding });
      expect({ status: answer.status, body: answer.body }).toMatchObject({ status: 200 });
    });
  }
});

describe("a client that keeps a connection", () => {
  const head = rawHead("POST", "/collect", { "Content-Length": 1_000 });
  const drip = (text: string): RawPart[] =>
    Array.from({ length: 60 }, (_, index) => (index % 2 === 0 ? text : 1_000));
  const slow: Readonly<Record<string, readonly RawPart[]>> = {
    "and says nothing": [],
    "and stops within the head": ["POST /collect HTTP/1.1\r\nHost: x\r\nX-Slow: "],
    "and sends its head a byte a second": ["POST /collect HTTP/1.1\r\nHost: x\r\nX-Slow: ", ...drip("a")],
    "and stops within the body": [head, '{"type":'],
    "and sends its body a byte a second": [head, ...drip("a")],
    "and sends its chunks a byte a second": [chunkedHead("/collect"), ...drip("1\r\na\r\n")],
    "and promises more than it sends": [rawHead("POST", "/events/batch", { "Content-Length": 200 }), "[]"],
  };

  // The runtime looks at its clocks every four seconds, and gives a head ten of its own.
  const patienceMs = (requestSeconds + 10 + 8) * 1_000;

  test(
    `${Object.keys(slow).join(", ")}: each is cut off`,
    async () => {
      const waits = Object.entries(slow).map(async ([name, parts]) => {
        const answer = await send(parts, { timeoutMs: patienceMs });
        // Whether it is told why does not matter; it must not hold the connection.
        const isOver = [0, 400, 408].includes(answer.status) && answer.tookMs < patienceMs;
        return isOver ? "" : `${name}: answered ${answer.status} after ${answer.tookMs} ms`;
      });
      expect((await Promise.all(waits)).filter(Boolean)).toEqual([]);
    },
    2 * patienceMs,
  );

  test("and hangs up within the body does no harm", async () => {
    const hangUps = Array.from({ length: 300 }, () => send([head, '{"type":'], { hangsUp: true }));
    await Promise.all(hangUps);
    expect((await postJson(server, "/collect", { type: "after" })).status).toBe(200);
  });

  test("among many that stop within large bodies: more large ones get a 503 until these are cut off, single events do not", async () => {
    const announced = rawHead("POST", "/events/batch", { "Content-Length": limits.batchBodyBytesMax });
    const most = Buffer.alloc(limits.batchBodyBytesMax - 1_000, " ");
    const count = 1.5 * Math.ceil(limits.receivingBytesMax / most.byteLength);
    const slowOnes = Array.from({ length: count }, () =>
      send([announced, most, patienceMs], { timeoutMs: patienceMs }),
    );
    // All of it is too much beside the others; what is small is not counted.
    const large = `[${JSON.stringify({ type: "large", userId: "u" })}${" ".repeat(most.byteLength)}]`;
    const sendLarge = () => post("/events/batch", large);
    const refused = await eventually(sendLarge, ({ status }) => status === 503, patienceMs);
    expect(JSON.parse(refused.body)).toMatchObject({ error: { code: "log_full" } });
    expect(refused.headers.get("retry-after")).toBe("1");
    expect((await post("/events/batch", JSON.stringify([{ type: "small", userId: "u" }]))).status).toBe(202);
    expect((await postJson(server, "/collect", { type: "single", sessionId: "s" })).status).toBe(200);

    const answers = await Promise.all(slowOnes);
    expect(answers.filter(({ status }) => status === 503).length).toBeGreaterThan(0);
    expect(answers.filter(({ status }) => ![0, 400, 408, 503].includes(status))).toEqual([]);
    expect((await sendLarge()).status).toBe(202);
  }, 60_000);

  test("and states a length that is too short gets a 400", async () => {
    const answer = await send([
      rawHead("POST", "/collect", { "Content-Length": 10 }),
      '{"type":"a","sessionId":"s"}',
    ]);
    expectError(answer, { status: 400, codes: ["invalid_json"] }, doors[0]!);
  });
});

describe("a request that is no HTTP", () => {
  const requests: Readonly<Record<string, string>> = {
    garbage: "\u0000\u0001garbage\r\n\r\n",
    TLS: "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003",
    "a length and chunks":
      "POST /collect HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "two lengths": "POST /collect HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{}x",
    "a negative length": "POST /collect HTTP/1.1\r\nHost: x\r\nContent-Length: -2\r\n\r\n{}",
    "a length in words": "POST /collect HTTP/1.1\r\nHost: x\r\nContent-Length: two\r\n\r\n{}",
    "a chunk without a size": `${chunkedHead("/collect")}zz\r\n{}\r\n0\r\n\r\n`,
    "a chunk of 16 exabytes": `${chunkedHead("/collect")}ffffffffffffffff\r\n{}\r\n0\r\n\r\n`,
    "200 KB of head": `GET /health HTTP/1.1\r\nHost: x\r\n${`X-A: ${"v".repeat(1_000)}\r\n`.repeat(200)}\r\n`,
    "5,000 header lines": `GET /health HTTP/1.1\r\nHost: x\r\n${"X-A: v\r\n".repeat(5_000)}\r\n`,
    "a path of 100 KB": `GET /${"a".repeat(100_000)} HTTP/1.1\r\nHost: x\r\n\r\n`,
    "no host": "GET /health HTTP/1.1\r\n\r\n",
    "an unknown method": "BREW /collect HTTP/1.1\r\nHost: x\r\n\r\n",
  };
  for (const [name, request] of Object.entries(requests)) {
    test(`such as ${name} gets a 4xx or is cut off`, async () => {
      const answer = await send([Buffer.from(request, "latin1")], { timeoutMs: 20_000 });
      const isRefused = answer.status === 0 || (answer.status >= 400 && answer.status < 500);
      expect(isRefused, `answered ${answer.status}: ${answer.body}`).toBe(true);
    }, 30_000);
  }
});

describe("a path or a method that does not exist", () => {
  const paths = [
    "/nowhere",
    "/collect/",
    "//collect",
    "/%",
    "/%ff",
    "/%00",
    "/../../etc/passwd",
    "/events/batch/x",
  ];
  test.each(paths)("%s is a 404 in our shape", async (path) => {
    const answer = await send([rawHead("GET", path, {})]);
    expectError(answer, { status: 404, codes: ["not_found"] }, doors[0]!);
  });

  test("another method is a 405 that names the right ones", async () => {
    for (const door of doors.filter(({ path }) => path !== "/events")) {
      for (const method of ["GET", "PUT", "PATCH", "DELETE"]) {
        const answer = await send([rawHead(method, door.path, { "Content-Length": 0 })]);
        expectError(answer, { status: 405, codes: ["method_not_allowed"] }, door);
        expect(answer.headers.get("allow")).toContain("POST");
      }
    }
  });

  test("HEAD and OPTIONS are answered without a body", async () => {
    for (const door of doors) {
      const head = await send([rawHead("HEAD", door.path, {})]);
      expect(head.status).toBeLessThan(500);
      const options = await send([rawHead("OPTIONS", door.path, { Origin: "https://shop.example" })]);
      expect(options.status).toBe(204);
      expect(options.headers.get("access-control-allow-methods")).toContain("POST");
    }
  });
});

describe("a bad query string", () => {
  const targets: readonly [target: string, field: string][] = [
    ["/api/metrics?start=yesterday", "start"],
    ["/api/metrics?start=2&end=1", "end"],
    ["/api/metrics?start=1e999", "start"],
    ["/api/events?limit=-1", "limit"],
    ["/api/events?limit=99999999999999999999", "limit"],
    ["/api/events?limit=1%00", "limit"],
    ["/api/timeseries?interval=0", "interval"],
    ["/api/timeseries?interval=1000&start=0&end=4000000000000", "interval"],
    ["/events?startTime=%ff%fe", "startTime"],
    ["/get-stats", "site_id"],
    ["/get-stats?site_id=s&date=2024-02-30", "date"],
    ["/api/v1/events/summary?startDate=20000-01-01", "startDate"],
  ];
  test.each(targets)("%s is a 400 that names %s", async (target, field) => {
    const answer = await send([rawHead("GET", target, {})]);
    expectError(answer, { status: 400, codes: ["invalid_parameter"], field }, doors[0]!);
  });

  const injections = [
    "' OR 1=1 --",
    "\\",
    "'; DROP TABLE events_v1; --",
    "{project:String}",
    "%s%n",
    "\u0000",
    "💥".repeat(100),
  ];
  test.each(injections)("a value such as %p is a value", async (value) => {
    for (const target of [
      "/api/events?type=",
      "/api/events?userId=",
      "/events?sessionId=",
      "/get-stats?site_id=",
    ]) {
      const answer = await send([rawHead("GET", `${target}${encodeURIComponent(value)}`, {})]);
      expect({ status: answer.status, body: answer.body }).toMatchObject({ status: 200 });
    }
  });
});

describe("a flood of parameters", () => {
  // All that fits into the head that the runtime takes.
  const floods: Readonly<Record<string, string>> = {
    "7,000 nameless ones": "&".repeat(7_000),
    "4,000 of one name": "type=a&".repeat(2_000),
    "2,000 of different names": Array.from({ length: 2_000 }, (_, index) => `a${index}=1`).join("&"),
    "names of the prototype": "__proto__=a&constructor=b&__proto__[x]=c&hasOwnProperty=d&toString=e",
    "one of 15,000 characters": `type=${"a".repeat(15_000)}`,
    "one of 5,000 percent signs": `type=${"%".repeat(5_000)}`,
    "escapes in escapes": `type=${"%25".repeat(4_000)}`,
  };
  test.each(Object.keys(floods))("such as %s is answered at once", async (name) => {
    for (const path of ["/api/events", "/events", "/api/v1/events/summary", "/get-stats", "/healthz"]) {
      const answer = await send([rawHead("GET", `${path}?${floods[name]}`, {})]);
      expect(answer.status, `${path}: ${answer.body.slice(0, 300)}`).toBeLessThan(500);
      expect(answer.status).toBeGreaterThan(0);
      expect(answer.tookMs).toBeLessThan(2_000);
    }
  });
});

describe("a crowded head", () => {
  test("such as 100 lines is taken, and a thousand proxies are read past", async () => {
    const headers = Object.fromEntries(
      Array.from({ length: 100 }, (_, index) => [`X-Line-${index}`, "v".repeat(60)]),
    );
    expect((await post("/collect", '{"type":"crowded","sessionId":"s"}', headers)).status).toBe(200);
    const proxies = { "X-Forwarded-For": Array.from({ length: 1_000 }, () => "192.0.2.1").join(", ") };
    expect((await post("/collect", '{"type":"crowded","sessionId":"s"}', proxies)).status).toBe(200);
  });

  test("such as one line of 15 KB in any header that is read is answered at once", async () => {
    for (const name of [
      "Accept",
      "Authorization",
      "X-API-Key",
      "Origin",
      "Cookie",
      "X-Project-Id",
      "Content-Type",
    ]) {
      const value = "a,;=%: ".repeat(2_000);
      const answer = await post("/collect", '{"type":"crowded","sessionId":"s"}', { [name]: value });
      expect(answer.status, name).toBeGreaterThan(0);
      expect(answer.status, name).toBeLessThan(500);
      expect(answer.tookMs).toBeLessThan(2_000);
    }
  });
});

describe("headers that lie", () => {
  const headers: Readonly<Record<string, Record<string, string>>> = {
    "a user agent of 8 KB": { "User-Agent": "Mozilla/5.0 ".repeat(700) },
    "an address that is none": { "X-Forwarded-For": "<script>, 999.999.999.999, ::::" },
    "a place that is none": {
      "CF-IPCountry": "💥",
      "X-Vercel-IP-City": "%E0%A4%A",
      "CF-Region": "x".repeat(5_000),
    },
    "an origin that is none": { Origin: "\u00ff\u00fe null" },
    "a wrong content type": { "Content-Type": "multipart/form-data; boundary=x" },
    "an expectation": { Expect: "200-ok" },
  };
  test.each(Object.keys(headers))("such as %s do not keep an event out", async (name) => {
    const answer = await post("/collect", '{"type":"lies","sessionId":"s"}', headers[name]);
    expect({ status: answer.status, body: answer.body }).toMatchObject({ status: 200 });
  });

  test("such as an Idempotency-Key of 5 KB are a 400", async () => {
    const answer = await post("/collect", '{"type":"a"}', { "Idempotency-Key": "k".repeat(5_000) });
    expectError(answer, { status: 400, codes: ["too_long"], field: "Idempotency-Key" }, doors[0]!);
  });
});

describe.skipIf(!hasProc)("20,000 hostile requests (needs Linux's /proc)", () => {
  test("leave the server as large as it was, and it takes events", async () => {
    await hostileRequests(4_000);
    const before = memoryOf(server.pid).rssBytes;
    await hostileRequests(20_000);
    const grown = (memoryOf(server.pid).rssBytes - before) / 1024 / 1024;
    console.log(
      `20,000 hostile requests: the server grew by ${grown.toFixed(1)} MiB from ${(before / 1024 / 1024).toFixed(0)} MiB`,
    );
    expect(grown).toBeLessThan(100);

    const marked = await postJson(server, "/events", { type: "still-here", userId: "u" });
    expect(marked.status).toBe(202);
    await drain(server);
    expect(await getJson<unknown[]>(server, "/events?type=still-here")).toHaveLength(1);
  }, 120_000);

  test("leave no trace of a fault of our own in the log", () => {
    const faults = server.output.split("\n").filter((line) => /"level":(?:50|60)/.test(line));
    expect(faults).toEqual([]);
  });

  async function hostileRequests(count: number): Promise<void> {
    const bodies = [
      "{",
      "[".repeat(2_000),
      JSON.stringify({ type: "a", properties: manyKeys(300) }),
      JSON.stringify({ type: "x".repeat(10_000) }),
      gzipSync(Buffer.alloc(3 * 1024 * 1024)),
      damaged(gzipSync(crypto.randomUUID().repeat(30))),
      Buffer.of(0xff, 0xfe, 0xfd),
      JSON.stringify(Array.from({ length: 50 }, () => ({ type: 5 }))),
    ];
    let next = 0;
    const lane = async (): Promise<void> => {
      while (next < count) {
        const index = next++;
        const response = await fetch(`${server.url}${doors[index % doors.length]!.path}`, {
          method: "POST",
          headers: { Authorization: "Bearer <jwt-token>" },
          body: bodies[index % bodies.length]!,
        });
        await response.arrayBuffer();
        const isRefusal = response.status >= 400 && response.status < 500;
        if (!isRefusal) throw new Error(`request ${index} was answered ${response.status}`);
      }
    };
    await Promise.all(Array.from({ length: 16 }, lane));
  }
});

function send(parts: readonly RawPart[], options = {}): Promise<RawAnswer> {
  return rawRequest(server.url, parts, options);
}

function post(
  path: string,
  body: string | Uint8Array,
  headers: Readonly<Record<string, string>> = {},
): Promise<RawAnswer> {
  return send([rawHead("POST", path, { ...headers, "Content-Length": Buffer.byteLength(body) }), body]);
}

function postEvent(door: Door, event: unknown): Promise<RawAnswer> {
  return post(door.path, JSON.stringify(inDoor(door, event)));
}

function inDoor(door: Door, event: unknown): unknown {
  return door.isBatch ? [event] : event;
}

function chunkedHead(path: string): string {
  return rawHead("POST", path, { "Transfer-Encoding": "chunked" });
}

function chunked(path: string, body: Uint8Array): RawPart[] {
  return [chunkedHead(path), `${body.byteLength.toString(16)}\r\n`, body, "\r\n0\r\n\r\n"];
}

function expectError(answer: RawAnswer, expected: Expected, door: Door): void {
  const about = `${door.path} answered ${answer.status}: ${answer.body.slice(0, 500)}`;
  expect(answer.status, about).toBe(expected.status);
  expect(answer.headers.get("content-type"), about).toStartWith("application/json");
  const { error } = JSON.parse(answer.body) as { error: Record<string, string> };
  expect(Object.keys(errorRegistry), about).toContain(error["code"]!);
  expect(expected.codes, about).toContain(error["code"]!);
  expect(error["message"]?.length, about).toBeGreaterThan(5);
  // A message is for people and of bearable length, whatever was sent.
  expect(error["message"]?.length, about).toBeLessThan(500);
  expect(error["requestId"], about).toMatch(/^req_/);
  if (expected.field !== undefined) expect(error["field"], about).toBe(expected.field);
}

/** The `reports` dialect documents its own shape for this one. */
function expectTooLarge(answer: RawAnswer, door: Door): void {
  if (door.path !== "/api/analytics/ingest") {
    return expectError(answer, { status: 413, codes: ["body_too_large", "batch_too_large"] }, door);
  }
  expect(answer.status).toBe(413);
  expect(JSON.parse(answer.body)).toEqual({ detail: "batch too large" });
}

function damaged(bytes: Uint8Array): Uint8Array {
  const copy = Uint8Array.from(bytes);
  const middle = copy.byteLength >> 1;
  copy[middle] = copy[middle]! ^ 0xff;
  return copy;
}

function manyKeys(count: number): Record<string, number> {
  return Object.fromEntries(Array.from({ length: count }, (_, index) => [`key${index}`, index]));
}

/** Larger than an event's properties may be, of texts that are each short enough. */
function manyTexts(): Record<string, string> {
  return Object.fromEntries(Array.from({ length: 8 }, (_, index) => [`text${index}`, "x".repeat(5_000)]));
}

function nested(depth: number): unknown {
  let value: unknown = 1;
  for (let level = 0; level < depth; level++) value = { a: value };
  return value;
}
