import type { Event, Properties } from "../event/event.ts";
import { cleanAndCut } from "./clean-text.ts";
import { clickIds, type ClickId } from "./click-ids.ts";
import { textOf } from "./read-page.ts";
import { ok, type Step, type Work } from "./step.ts";

/** The `utm_*` fields from the page's query, else from the properties of the same name; and the click id. */
export function readCampaign(stringBytesMax: number): Step {
  return (work) => {
    if (work.pageQuery !== "") fillFromQuery(work, stringBytesMax);
    fillFromProperties(work.event, work.draft.properties, stringBytesMax);
    return ok;
  };
}

function fillFromQuery(work: Work, stringBytesMax: number): void {
  const { event, pageQuery } = work;
  work.clickId = clickIdOf(pageQuery);
  if (!pageQuery.includes("utm_")) return;
  event.utm_source = cleanAndCut(fieldOf(pageQuery, "utm_source="), stringBytesMax);
  event.utm_medium = cleanAndCut(fieldOf(pageQuery, "utm_medium="), stringBytesMax);
  event.utm_campaign = cleanAndCut(fieldOf(pageQuery, "utm_campaign="), stringBytesMax);
  event.utm_term = cleanAndCut(fieldOf(pageQuery, "utm_term="), stringBytesMax);
  event.utm_content = cleanAndCut(fieldOf(pageQuery, "utm_content="), stringBytesMax);
}

const utmTags = ["utm_source", "utm_medium", "utm_campaign", "utm_term", "utm_content"] as const;

function fillFromProperties(event: Event, properties: Properties, stringBytesMax: number): void {
  for (const tag of utmTags) {
    const stated = textOf(properties, tag);
    if (stated !== "" && event[tag] === "") event[tag] = cleanAndCut(stated, stringBytesMax);
  }
}

const clickIdField = new RegExp(`[?&;](${[...clickIds.keys()].join("|")})=[^&;]`);

/** The first click id in a query; one without a value is none. */
export function clickIdOf(query: string): ClickId | undefined {
  const key = clickIdField.exec(query)?.[1];
  return key === undefined ? undefined : clickIds.get(key);
}

/**
 * The first value of a field, `name=` with its sign, in a query with its question mark. Looking for
 * the few known fields takes a sixth of the time of parsing all of them.
 */
export function fieldOf(query: string, name: string): string {
  let at = query.indexOf(name, 1);
  while (at > 0 && !startsField(query.charCodeAt(at - 1))) at = query.indexOf(name, at + 1);
  if (at < 0) return "";
  const start = at + name.length;
  const end = query.indexOf("&", start);
  return decoded(end < 0 ? query.slice(start) : query.slice(start, end));
}

/** After `?` and `&`, and after `;` in links whose `&amp;` was never decoded. */
function startsField(before: number): boolean {
  return before === 0x3f || before === 0x26 || before === 0x3b;
}

/** URLSearchParams decodes as browsers do and takes damaged escapes as they are, where others throw. */
function decoded(value: string): string {
  const text = /[%+]/.test(value) ? new URLSearchParams(`v=${value}`).get("v")! : value;
  return text.trim();
}
