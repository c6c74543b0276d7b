import type { EventDraft, EventSource } from "../event/event.ts";
import { type DraftParser, isRejection } from "../event/schema.ts";
import type { Rejection } from "../event/verdict.ts";
import type { Receipt } from "../intake/intake.ts";
import { type Failure, failure } from "../kernel/errors.ts";
import { limits } from "../kernel/limits.ts";
import { type Result, err, ok } from "../kernel/result.ts";
import { onlyAllowedNames } from "./allowed-names.ts";
import { decodeJson, readBody, readJson } from "./body.ts";
import { takeConsent } from "./consent.ts";
import type { Call } from "./operation.ts";
import { requestContext } from "./request-context.ts";

/** A request body that holds one event. */
export async function ingestOne(
  call: Call,
  source: EventSource,
  parse: DraftParser,
): Promise<Result<Receipt, Failure>> {
  const body = await readJson(call, limits.bodyBytesMax);
  if (!body.ok) return body;
  const receipt = await accept(call, source, [body.value], parse);
  return receipt.ok ? firstRejectionFails(receipt.value) : receipt;
}

/** A request body that holds an array of events, or where `orOne` says so a single one. */
export async function ingestMany(
  call: Call,
  source: EventSource,
  parse: DraftParser,
  orOne: "or-one" | "array-only",
): Promise<Result<BatchReceipt, Failure>> {
  const body = await readBody(call, limits.batchBodyBytesMax);
  if (!body.ok) return body;
  const batch = { bytes: body.value.byteLength, onWait: () => call.beginAnswer() };
  return call.services.intake.turns.take(batch, () => ingestBatch(call, source, body.value, parse, orOne));
}

async function ingestBatch(
  call: Call,
  source: EventSource,
  raw: Uint8Array,
  parse: DraftParser,
  orOne: "or-one" | "array-only",
): Promise<Result<BatchReceipt, Failure>> {
  const body = decodeJson(raw, limits.batchBodyBytesMax);
  if (!body.ok) return body;
  const isBatch = Array.isArray(body.value);
  if (!isBatch && orOne === "array-only") {
    return err(failure("invalid_field", { message: "The body must be an array of events." }));
  }
  const items: unknown[] = isBatch ? (body.value as unknown[]) : [body.value];
  if (items.length > limits.batchEventsMax) {
    const message = `The batch has ${items.length} events; at most ${limits.batchEventsMax} are allowed.`;
    return err(failure("batch_too_large", { message }));
  }
  const receipt = await accept(call, source, items, parse);
  if (!receipt.ok) return receipt;
  const checked = isBatch ? receipt : firstRejectionFails(receipt.value);
  return checked.ok ? ok({ ...checked.value, isBatch }) : checked;
}

export interface BatchReceipt extends Receipt {
  readonly isBatch: boolean;
}

/** A batch of which nothing was taken is an error as a whole; it still names every bad event. */
export function nothingTakenResponse(call: Call, receipt: Receipt): Response | null {
  if (receipt.rejected.length === 0 || receipt.accepted.length + receipt.filtered.length > 0) return null;
  const { code, field, message, index } = receipt.rejected[0]!;
  const path = field === undefined ? `[${index}]` : `[${index}].${field}`;
  // The message starts with the field, which the path repeats.
  const says = field === undefined ? message : message.replace(`${field}: `, "");
  const problem = { code, field: path, message: `${path}: ${says}`, requestId: call.requestId };
  return Response.json({ error: problem, errors: rejections(receipt) }, { status: 400 });
}

export function rejections(
  receipt: Receipt,
): { index: number; code: string; field: string | null; message: string }[] {
  return receipt.rejected.map(({ index, code, field, message }) => ({
    index,
    code,
    field: field ?? null,
    message,
  }));
}

async function accept(
  call: Call,
  source: EventSource,
  items: readonly unknown[],
  parse: DraftParser,
): Promise<Result<Receipt, Failure>> {
  const { services, req, access } = call;
  const idempotencyKey = req.headers.get("idempotency-key") ?? "";
  if (idempotencyKey.length > idempotencyKeyCharsMax) return err(idempotencyKeyTooLong);
  const drafts = onlyAllowedNames(items.map(parse), access);
  if (idempotencyKey !== "") nameByKey(drafts, idempotencyKey);
  const consent = takeConsent(drafts, req.headers);
  if (!consent.ok) return consent;
  const context = requestContext(req.headers, {
    project_id: access.project_id,
    source,
    received_at: services.clock.now(),
    address: call.address,
    trustedProxyHops: services.trustedProxyHops,
  });
  const receipt = await services.intake.accept(context, drafts);
  if (!receipt.ok) return receipt;
  countIngested(call, receipt.value);
  return ok(inDialect(receipt.value, source));
}

/** For the audit log, which tells who sent how much. */
export function countIngested({ services, access }: Call, receipt: Receipt): void {
  services.ingestAudit.count(access.principal, access.project_id, {
    accepted: receipt.accepted.length,
    rejected: receipt.rejected.length,
    filtered: receipt.filtered.length,
  });
}

/** With an `Idempotency-Key` a whole request can be resent: events without an id are named by the key. */
function nameByKey(drafts: readonly (EventDraft | Rejection)[], key: string): void {
  for (const [index, draft] of drafts.entries()) {
    if (!isRejection(draft)) draft.event_id ??= `${key}:${index}`;
  }
}

/** Leaves room for the index within the limit of ids. */
const idempotencyKeyCharsMax = limits.idCharsMax - 5;

const idempotencyKeyTooLong = failure("too_long", {
  field: "Idempotency-Key",
  message: `Idempotency-Key: must not be longer than ${idempotencyKeyCharsMax} characters`,
});

/** A time that only the pipeline could judge is named as the sender named it. */
function inDialect(receipt: Receipt, source: EventSource): Receipt {
  if (!receipt.rejected.some(({ field }) => field === "time")) return receipt;
  const field = timeFields[source];
  const rejected = receipt.rejected.map((one) =>
    one.field === "time" ? { ...one, field, message: `${field}: ${one.message}` } : one,
  );
  return { ...receipt, rejected };
}

const timeFields: Readonly<Record<EventSource, string>> = {
  edge: "timestamp",
  engine: "timestamp",
  realtime: "timestamp",
  reports: "ts",
  platform: "timestamp",
  import: "time",
};

function firstRejectionFails(receipt: Receipt): Result<Receipt, Failure> {
  const first = receipt.rejected[0];
  if (first === undefined) return ok(receipt);
  return err(
    failure(first.code, {
      message: first.message,
      ...(first.field === undefined ? {} : { field: first.field }),
    }),
  );
}
