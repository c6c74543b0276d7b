import type { Row } from "../analyses/analysis.ts";
import { type Failure, FailureError } from "../kernel/errors.ts";
import { type Result, err, ok } from "../kernel/result.ts";

export interface RowStreamOptions<Item> {
  readonly shape: (row: Row) => Item;
  /** Called when nothing more will be read, for whatever reason; maybe more than once. */
  readonly onEnd: () => void;
  readonly signal: AbortSignal | undefined;
}

/**
 * Makes items of a statement's rows as they come (`chunks` are whole lines of JSON). What goes wrong before the first
 * row is a value, so that it can still be answered; later it is thrown. Whoever stops reading ends the query.
 */
export async function startRowStream<Item>(
  chunks: AsyncGenerator<Uint8Array>,
  options: RowStreamOptions<Item>,
): Promise<Result<AsyncGenerator<Item, void, undefined>, Failure>> {
  const { onEnd, signal } = options;
  try {
    const first = await chunks.next();
    // A client may leave before anybody began to read.
    signal?.addEventListener("abort", onEnd, { once: true });
    if (signal?.aborted === true) onEnd();
    return ok(itemsOf(first, chunks, options));
  } catch (cause) {
    onEnd();
    if (cause instanceof FailureError) return err(cause.failure);
    throw cause;
  }
}

async function* itemsOf<Item>(
  first: IteratorResult<Uint8Array>,
  chunks: AsyncGenerator<Uint8Array>,
  { shape, onEnd, signal }: RowStreamOptions<Item>,
): AsyncGenerator<Item, void, undefined> {
  try {
    for (let next = first; next.done !== true; next = await chunks.next()) {
      const lines = decoder.decode(next.value).split("\n");
      for (const line of lines) if (line !== "") yield shape(JSON.parse(line) as Row);
    }
  } finally {
    await chunks.return(undefined);
    signal?.removeEventListener("abort", onEnd);
    onEnd();
  }
}

const decoder = new TextDecoder();
