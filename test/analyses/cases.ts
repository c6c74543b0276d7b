import type { Case } from "./case.ts";
import { countCases } from "./cases-of-counts.ts";
import { visitorCases } from "./cases-of-visitors.ts";

/*
 * Questions of every analysis, of every kind that it plans differently: what the golden files show, what is
 * tried with hostile texts, and what is run by the real engine. A new analysis adds its own here.
 */
export const cases: readonly Case[] = [...countCases, ...visitorCases];
