import { z } from "zod";

/** How long each class of data is kept. */
export const retentionSettings = z.strictObject({});
