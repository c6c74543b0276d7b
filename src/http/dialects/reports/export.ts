import { writeCsvStream } from "hucre/csv";
import { writeXlsxStream } from "hucre/xlsx";
import { z } from "zod";
import { eventExport } from "../../../analyses/event-export/index.ts";
import type { EventExportParams } from "../../../analyses/event-export/params.ts";
import type { ExportedEvent } from "../../../analyses/event-export/shape.ts";
import type { Failure } from "../../../kernel/errors.ts";
import { limits } from "../../../kernel/limits.ts";
import { type Result, ok } from "../../../kernel/result.ts";
import { everything } from "../../../query/query.ts";
import { zoneSchema } from "../../../query/schema.ts";
import { failed } from "../../failed.ts";
import { type Operation, operation } from "../../operation.ts";
import { flagParam, textParam, wholeNumber } from "../../params.ts";
import { openRange, timeOrDaySchema } from "../../range.ts";
import { scopeOf } from "../../scope.ts";
import { srcProperty } from "./parse.ts";

const params = z.object({
  format: z.enum(["csv", "xlsx"]).default("csv"),
  startDate: timeOrDaySchema.optional(),
  endDate: timeOrDaySchema.optional().describe("A day as the end includes that day"),
  timezone: zoneSchema.default("UTC"),
  type: textParam.optional(),
  includeBots: flagParam,
  limit: wholeNumber(1, limits.exportRowsMax).optional().default(limits.exportRowsMax),
});

const contentTypes = {
  csv: "text/csv; charset=utf-8",
  xlsx: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
} as const;

/**
 * `GET /api/analytics/reports/events`: events as a file with the columns of the brief's table, in order of
 * their time. It is written while it is read, so its size does not matter to memory, and a client that leaves
 * ends the query. The answer starts when the first events are there; a failure after that breaks the transfer
 * off, so that no part of a file looks like a whole one.
 */
export const exportEvents: Operation = operation({
  method: "GET",
  paths: ["/api/analytics/reports/events"],
  dialect: "reports",
  scope: "read",
  needsCredential: true,
  summary: "Export events as CSV or Excel",
  description:
    "Columns: id, ts, user_id, type, src, payload (JSON), created_at. In CSV, a text that a spreadsheet would take for a formula gets an apostrophe in front; in Excel every cell is a text, cut at the 32,767 characters that one can hold, and formulas are never made.",
  query: params,
  answer: { status: 200, description: "The file.", contentTypes: Object.values(contentTypes) },
  errors: ["store_unavailable"],
  examples: [
    { name: "CSV", query: { format: "csv" } },
    { name: "Excel", query: { format: "xlsx", startDate: "2024-01-01", endDate: "2024-01-31" } },
  ],
  handle: async (call, { query }) => {
    const asked = exportQuery(query);
    if (!asked.ok) return failed(call, asked.error);
    const events = await call.services.analytics.stream(eventExport, asked.value, scopeOf(call));
    if (!events.ok) return failed(call, events.error);
    const rows = rowsOf(events.value);
    return new Response(query.format === "csv" ? csv(rows) : xlsx(rows), {
      headers: {
        "Content-Type": contentTypes[query.format],
        "Content-Disposition": `attachment; filename="events.${query.format}"`,
        "Cache-Control": "no-store",
      },
    });
  },
});

function exportQuery(query: z.infer<typeof params>): Result<EventExportParams, Failure> {
  const period = openRange(query);
  if (!period.ok) return period;
  const filters =
    query.type === undefined
      ? []
      : [{ field: { column: "name" }, operator: "eq", value: query.type } as const];
  return ok({
    query: { ...everything, period: period.value, filters, includeBots: query.includeBots },
    limit: query.limit,
  });
}

const columns = ["id", "ts", "user_id", "type", "src", "payload", "created_at"] as const;

async function* rowsOf(events: AsyncIterable<ExportedEvent>): AsyncGenerator<string[], void, undefined> {
  for await (const event of events) yield rowOf(event);
}

function rowOf(event: ExportedEvent): string[] {
  const { [srcProperty]: src, ...payload } = event.properties;
  const isSender = typeof src === "string";
  return [
    event.event_id,
    new Date(event.time).toISOString(),
    event.user_id,
    event.name,
    isSender ? src : event.source,
    JSON.stringify(isSender ? payload : event.properties),
    new Date(event.received_at).toISOString(),
  ];
}

function csv(rows: AsyncIterable<string[]>): ReadableStream<Uint8Array> {
  return writeCsvStream(rows, { headers: [...columns], escapeFormulae: true, lineSeparator: "\r\n" });
}

function xlsx(rows: AsyncIterable<string[]>): ReadableStream<Uint8Array> {
  return writeXlsxStream(cut(rows), { name: "events", columns: columns.map((header) => ({ header })) });
}

/** A payload at its limit is longer than a cell can be. */
async function* cut(rows: AsyncIterable<string[]>): AsyncGenerator<string[], void, undefined> {
  for await (const row of rows) yield row.map((cell) => cell.slice(0, limits.exportCellCharsMax));
}
