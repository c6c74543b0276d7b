import { z } from "zod";

/** How much of what may come in and be asked: rates, quotas, sampling. */
export const limitsSettings = z.strictObject({});
