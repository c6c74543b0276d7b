import { type LookupAddress, lookup } from "node:dns";
import { type RequestOptions, request as requestPlain } from "node:http";
import { request as requestSecure } from "node:https";
import type { LookupFunction } from "node:net";
import { isIP } from "node:net";
import { type Result, err, ok } from "../../kernel/result.ts";
import { isPublicAddress } from "./public-address.ts";

export interface OutboundOptions {
  /** Hosts (`name` or `name:port`) that may have private addresses and speak plain HTTP: an operator's own services. */
  readonly privateHosts: readonly string[];
  readonly resolve?: (host: string) => Promise<readonly LookupAddress[]>;
  readonly timeoutMs?: number;
  readonly bytesMax?: number;
}

export interface OutboundRequest {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
  readonly signal?: AbortSignal;
}

/**
 * The one way to a URL that somebody configured (key sets, sign-in providers, webhooks). The name is resolved
 * once, every address it has must be public, and the connection goes to just these addresses: a second
 * answer of the name server cannot lead elsewhere. Redirects are handed back, never followed. Answers are
 * bounded in bytes and in time.
 */
export class Outbound {
  readonly #options: Required<OutboundOptions>;

  constructor(options: OutboundOptions) {
    this.#options = { resolve: resolveBySystem, timeoutMs: 10_000, bytesMax: 1024 * 1024, ...options };
  }

  /** What can be said about a URL without asking the name server, for the moment somebody configures it. */
  parse(given: string): Result<URL, string> {
    const url = URL.parse(given);
    if (url === null) return err("is not a URL");
    if (url.username !== "" || url.password !== "") return err("must not carry a user name or password");
    if (url.protocol !== "https:" && url.protocol !== "http:") return err("must start with https://");
    if (this.#isPrivateHost(url)) return ok(url);
    if (url.protocol === "http:") return err("must start with https://");
    const port = Number(url.port || 443);
    // Ports below 1024 are those of other protocols.
    if (port < 1024 && port !== 443) return err(`must not use port ${port}`);
    const host = bareHost(url);
    if (isIP(host) !== 0 && !isPublicAddress(host)) return err("must not point to a private address");
    if (isIP(host) === 0 && isLocalName(host)) return err("must not point to a name of a private network");
    return ok(url);
  }

  /** As `fetch`, with the checks; throws `OutboundError` for a URL it refuses and for every failure on the way. */
  async fetch(given: string | URL, init: OutboundRequest = {}): Promise<Response> {
    const url = this.parse(String(given));
    if (!url.ok) throw new OutboundError(`${withoutSecrets(String(given))} ${url.error}`);
    const addresses = await this.#addressesOf(url.value);
    try {
      return await send(url.value, addresses, init, this.#options);
    } catch (cause) {
      throw cause instanceof OutboundError
        ? cause
        : new OutboundError(`${url.value.host} could not be asked`, { cause });
    }
  }

  async #addressesOf(url: URL): Promise<readonly LookupAddress[]> {
    const host = bareHost(url);
    const family = isIP(host);
    // A literal has passed `parse`.
    if (family !== 0) return [{ address: host, family }];
    const addresses = await this.#options.resolve(host).catch((cause: unknown) => {
      throw new OutboundError(`${url.host} has no address`, { cause });
    });
    if (addresses.length === 0) throw new OutboundError(`${url.host} has no address`);
    if (this.#isPrivateHost(url) || addresses.every(({ address }) => isPublicAddress(address)))
      return addresses;
    throw new OutboundError(`${url.host} has a private address`);
  }

  #isPrivateHost(url: URL): boolean {
    return this.#options.privateHosts.some((allowed) => allowed === url.hostname || allowed === url.host);
  }
}

/** Names the host, never the path or query, where tokens may be. */
export class OutboundError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "OutboundError";
  }
}

function send(
  url: URL,
  addresses: readonly LookupAddress[],
  init: OutboundRequest,
  { timeoutMs, bytesMax }: Required<OutboundOptions>,
): Promise<Response> {
  const timeout = AbortSignal.timeout(timeoutMs);
  const options: RequestOptions = {
    method: init.method ?? "GET",
    headers: { ...init.headers, "Accept-Encoding": "identity", Connection: "close" },
    agent: false,
    lookup: toThese(addresses),
    signal: init.signal === undefined ? timeout : AbortSignal.any([init.signal, timeout]),
  };
  const request = url.protocol === "https:" ? requestSecure : requestPlain;
  return new Promise((resolve, reject) => {
    const sent = request(url, options, (answer) => {
      const chunks: Buffer[] = [];
      let bytes = 0;
      answer.on("data", (chunk: Buffer) => {
        chunks.push(chunk);
        bytes += chunk.byteLength;
        if (bytes <= bytesMax) return;
        reject(new OutboundError(`${url.host} answers more than ${bytesMax} bytes`));
        sent.destroy();
      });
      answer.on("error", reject);
      answer.on("end", () => {
        resolve(responseOf(answer.statusCode ?? 502, answer.rawHeaders, Buffer.concat(chunks)));
      });
    });
    sent.on("error", reject);
    sent.end(init.body);
  });
}

/** Answers the addresses that were checked, whatever the name server would say now. */
function toThese(addresses: readonly LookupAddress[]): LookupFunction {
  return (_host, options, callback) => {
    if (options.all === true) callback(null, [...addresses]);
    else callback(null, addresses[0]!.address, addresses[0]!.family);
  };
}

function responseOf(status: number, rawHeaders: readonly string[], body: Buffer): Response {
  const headers = new Headers();
  for (let index = 0; index + 1 < rawHeaders.length; index += 2)
    headers.append(rawHeaders[index]!, rawHeaders[index + 1]!);
  const hasBody = status >= 200 && status !== 204 && status !== 205 && status !== 304;
  return new Response(hasBody ? new Uint8Array(body) : null, { status, headers });
}

function resolveBySystem(host: string): Promise<LookupAddress[]> {
  return new Promise((resolve, reject) => {
    lookup(host, { all: true }, (error, addresses) => {
      if (error === null) resolve(addresses);
      else reject(error);
    });
  });
}

/** Names that only a local resolver knows; they would be refused by their address too, if they have one. */
function isLocalName(host: string): boolean {
  const name = host.replace(/\.$/, "");
  return !name.includes(".") || /\.(?:localhost|local|internal|lan|home\.arpa)$/.test(name);
}

function bareHost({ hostname }: URL): string {
  return hostname.startsWith("[") ? hostname.slice(1, -1) : hostname;
}

function withoutSecrets(given: string): string {
  return URL.parse(given)?.host ?? "the URL";
}
