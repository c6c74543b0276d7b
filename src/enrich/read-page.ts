import type { EventDraft, Properties } from "../event/event.ts";
import { cleanAndCut } from "./clean-text.ts";
import { isAbsoluteUrl, splitUrl } from "./split-url.ts";
import { ok, type Step } from "./step.ts";

/**
 * Url, path and title. The briefs name the page in properties too (`page`, `pageUrl`, `path`, `url`,
 * `title`): those count where the sender filled no field of its own, and stay in the properties.
 */
export function readPage(stringBytesMax: number): Step {
  return (work) => {
    const { event, draft } = work;
    const url = cleanAndCut(urlOf(draft), stringBytesMax);
    const location = cleanAndCut(locationOf(draft), stringBytesMax);
    const page = splitUrl(location);
    const urlParts = url === location ? page : splitUrl(url);
    event.url = url;
    event.path = page.path;
    event.title = cleanAndCut(draft.title || textOf(draft.properties, "title"), stringBytesMax);
    work.pageHost = urlParts.host;
    work.pageQuery = urlParts.query || page.query;
    return ok;
  };
}

/** The text that tells the path: a stated path before a stated url, and both before any property. */
function locationOf({ path, url, properties }: EventDraft): string {
  return (
    path ||
    url ||
    textOf(properties, "path") ||
    textOf(properties, "page") ||
    textOf(properties, "pageUrl") ||
    textOf(properties, "url")
  );
}

function urlOf({ path, url, properties }: EventDraft): string {
  if (url) return url;
  if (path && isAbsoluteUrl(path)) return path;
  return (
    absoluteOf(properties, "url") ||
    absoluteOf(properties, "pageUrl") ||
    absoluteOf(properties, "page") ||
    absoluteOf(properties, "path")
  );
}

function absoluteOf(properties: Properties, key: string): string {
  const text = textOf(properties, key);
  return text !== "" && isAbsoluteUrl(text) ? text : "";
}

/** The property if it is a text, else the empty string. */
export function textOf(properties: Properties, key: string): string {
  const value = properties[key];
  return typeof value === "string" ? value : "";
}
