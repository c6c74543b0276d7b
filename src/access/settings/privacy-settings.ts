import { z } from "zod";

/** What is kept about people, and what is removed before anything is stored. */
export const privacySettings = z.strictObject({});
