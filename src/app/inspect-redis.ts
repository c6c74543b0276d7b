import { RedisClient } from "bun";
import { type Result, err, ok } from "../kernel/result.ts";

/** Whether Redis answers, and so soon that it can be used. The error is what it, or the network, says. */
export async function inspectRedis(url: string): Promise<Result<void, string>> {
  const client = new RedisClient(url, {
    autoReconnect: false,
    enableOfflineQueue: false,
    connectionTimeout: answerMs,
  });
  try {
    await client.connect();
    const late = Bun.sleep(answerMs).then(() => "late" as const);
    const answer: unknown = await Promise.race([client.send("PING", []), late]);
    return answer === "late" ? err(`no answer within ${answerMs} ms`) : ok(undefined);
  } catch (cause) {
    return err(cause instanceof Error ? cause.message : String(cause));
  } finally {
    client.close();
  }
}

const answerMs = 3_000;
