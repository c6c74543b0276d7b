import { z } from "zod";
import { type Check, broken, good, warning } from "./check.ts";

const healthReport = z.object({
  status: z.string(),
  uptimeMs: z.number(),
  parts: z.record(z.string(), z.object({ status: z.enum(["ok", "degraded", "down"]), message: z.string() })),
});

/** What the running server says of its parts. It is only asked, so nothing changes. */
export async function checkRunningServer({ url, pid }: { url: string; pid: number }): Promise<Check[]> {
  const who = `process ${pid} at ${url}`;
  let report: z.infer<typeof healthReport>;
  try {
    const response = await fetch(`${url}/health`, { signal: AbortSignal.timeout(answerMs) });
    report = healthReport.parse(await response.json());
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    return [
      broken(
        "server",
        `${who} does not answer: ${why}`,
        "look at its log lines; if it hangs, stop it and start it again",
      ),
    ];
  }
  const parts = Object.entries(report.parts).map(([name, part]) => checkPart(name, part));
  return [good("server", `${who}, up for ${readableTime(report.uptimeMs)}`), ...parts];
}

const answerMs = 10_000;

function checkPart(
  name: string,
  { status, message }: { status: "ok" | "degraded" | "down"; message: string },
): Check {
  if (status === "ok") return good(name, message);
  const remedy = remedies[name] ?? "look at the server's log lines";
  return status === "degraded" ? warning(name, message, remedy) : broken(name, message, remedy);
}

const remedies: Readonly<Record<string, string>> = {
  log: "free space or mend the disk; the server goes on by itself, and senders send again",
  loader:
    "if the store is away, mend that first; refused rows and damaged ranges stay where they are until somebody looks",
  catalog:
    "events are taken meanwhile, and what is known of projects and keys stays in force; mend the database that DATABASE_URL names, or the disk of the data folder",
  store:
    "events are safe in the log meanwhile; a store that hangs or dies is started again by itself; if this stays, look at the server's log lines, and with CLICKHOUSE_URL at that server",
  bus: "mend the Redis that REDIS_URL names, or its address; the server takes it up by itself",
};

function readableTime(ms: number): string {
  const minutes = Math.floor(ms / 60_000);
  if (minutes < 1) return `${Math.floor(ms / 1_000)} s`;
  return minutes < 120 ? `${minutes} min` : `${Math.floor(minutes / 60)} h`;
}
