import { afterAll, describe, expect, test } from "bun:test";
import { Outbound, OutboundError } from "./outbound.ts";

const local = Bun.serve({
  port: 0,
  hostname: "127.0.0.1",
  async fetch(req) {
    const { pathname } = new URL(req.url);
    if (pathname === "/moved") return Response.redirect("http://169.254.169.254/latest/meta-data", 302);
    if (pathname === "/large") return new Response("x".repeat(5_000));
    if (pathname === "/slow") await Bun.sleep(5_000);
    return Response.json({ method: req.method, host: req.headers.get("host"), body: await req.text() });
  },
});

afterAll(async () => {
  await local.stop(true);
});

const loopback = [{ address: "127.0.0.1", family: 4 }];
const publicOne = [{ address: "93.184.215.14", family: 4 }];

function outbound(privateHosts: string[] = [], resolve = async () => loopback) {
  return new Outbound({ privateHosts, resolve, timeoutMs: 500, bytesMax: 1_000 });
}

async function refusal(promise: Promise<unknown>): Promise<string> {
  const error = await promise.then(
    () => "it was sent",
    (cause: unknown) => cause,
  );
  expect(error).toBeInstanceOf(OutboundError);
  return (error as OutboundError).message;
}

describe("a URL is refused when it is configured", () => {
  test.each([
    ["", "is not a URL"],
    ["idp.example.com", "is not a URL"],
    ["file:///etc/passwd", "must start with https://"],
    ["gopher://example.com/", "must start with https://"],
    ["http://example.com/", "must start with https://"],
    ["https://user:secret@example.com/", "must not carry a user name or password"],
    ["https://example.com:22/", "must not use port 22"],
    ["https://127.0.0.1/", "must not point to a private address"],
    ["https://2130706433/", "must not point to a private address"],
    ["https://0x7f000001/", "must not point to a private address"],
    ["https://017700000001/", "must not point to a private address"],
    ["https://127.1/", "must not point to a private address"],
    ["https://①②⑦.⓪.⓪.①/", "must not point to a private address"],
    ["https://[::1]/", "must not point to a private address"],
    ["https://[::ffff:127.0.0.1]/", "must not point to a private address"],
    ["https://[fd00:ec2::254]/", "must not point to a private address"],
    ["https://169.254.169.254/latest/meta-data", "must not point to a private address"],
    ["https://localhost/", "must not point to a name of a private network"],
    ["https://LOCALHOST./", "must not point to a name of a private network"],
    ["https://db.internal/", "must not point to a name of a private network"],
    ["https://printer/", "must not point to a name of a private network"],
  ])("%s", (url, reason) => {
    expect(outbound().parse(url)).toEqual({ ok: false, error: reason });
  });
});

test("a public URL passes, and so does a private host that the operator names", () => {
  expect(outbound().parse("https://idp.example.com:8443/realms/one").ok).toBe(true);
  expect(outbound(["localhost:8080"]).parse("http://localhost:8080/").ok).toBe(true);
  expect(outbound(["localhost:8080"]).parse("http://localhost:8081/").ok).toBe(false);
  expect(outbound(["10.1.2.3"]).parse("http://10.1.2.3:9000/").ok).toBe(true);
});

describe("a request is refused", () => {
  test("when the name leads to a private address, and nothing is sent", async () => {
    const message = await refusal(
      outbound().fetch(`https://idp.example.com:${local.port}/jwks?token=secret`),
    );
    expect(message).toBe(`idp.example.com:${local.port} has a private address`);
  });

  test("when only one of the name's addresses is private", async () => {
    const both = outbound([], async () => [...publicOne, { address: "::1", family: 6 }]);
    expect(await refusal(both.fetch("https://idp.example.com/"))).toBe(
      "idp.example.com has a private address",
    );
  });

  test("when the name is unknown", async () => {
    const unknown = outbound([], () => Promise.reject(new Error("ENOTFOUND")));
    expect(await refusal(unknown.fetch("https://idp.example.com/"))).toBe("idp.example.com has no address");
  });
});

describe("a request", () => {
  const name = `idp.example.com:${local.port}`;

  test("goes to the address that was checked: the name server is asked once", async () => {
    let asked = 0;
    const rebinding = outbound([name], async () => {
      asked += 1;
      return asked === 1 ? loopback : publicOne;
    });
    const answer = await rebinding.fetch(`http://${name}/x`, { method: "POST", body: "hello" });
    expect(await answer.json()).toEqual({ method: "POST", host: name, body: "hello" });
    expect(asked).toBe(1);
  });

  test("follows no redirect", async () => {
    const answer = await outbound([name]).fetch(`http://${name}/moved`);
    expect(answer.status).toBe(302);
    expect(answer.headers.get("location")).toBe("http://169.254.169.254/latest/meta-data");
  });

  test("ends at its bounds of bytes and of time", async () => {
    expect(await refusal(outbound([name]).fetch(`http://${name}/large`))).toBe(
      `${name} answers more than 1000 bytes`,
    );
    const start = performance.now();
    expect(await refusal(outbound([name]).fetch(`http://${name}/slow`))).toBe(`${name} could not be asked`);
    expect(performance.now() - start).toBeLessThan(3_000);
  });
});
